/** What the services' edges let through, tried over all that they describe of themselves. */
@NullMarked
package dev.foresight.standalone.edge;

import org.jspecify.annotations.NullMarked;

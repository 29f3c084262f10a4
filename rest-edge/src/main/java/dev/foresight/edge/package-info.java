/** What stands between a request and a service: who may do what, how much of it, and from where. */
@NullMarked
package dev.foresight.edge;

import org.jspecify.annotations.NullMarked;

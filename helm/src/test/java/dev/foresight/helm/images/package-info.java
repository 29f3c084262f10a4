/** What images are made of. */
@NullMarked
package dev.foresight.helm.images;

import org.jspecify.annotations.NullMarked;

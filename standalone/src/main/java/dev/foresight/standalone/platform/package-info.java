/** The broker and the three services, in one data folder. */
@NullMarked
package dev.foresight.standalone.platform;

import org.jspecify.annotations.NullMarked;

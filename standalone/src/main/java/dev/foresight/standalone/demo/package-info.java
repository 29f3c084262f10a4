/** The client that submits an experiment over REST, follows it and prints what came out. */
@NullMarked
package dev.foresight.standalone.demo;

import org.jspecify.annotations.NullMarked;

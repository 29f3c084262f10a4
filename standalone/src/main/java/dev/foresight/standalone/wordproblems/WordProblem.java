package dev.foresight.standalone.wordproblems;

/**
 * One row of a file in GSM8K's format.
 *
 * @param question the story and what it asks
 * @param answer the worked answer with calculator marks, the result after {@code #### }
 */
public record WordProblem(String question, String answer) {}

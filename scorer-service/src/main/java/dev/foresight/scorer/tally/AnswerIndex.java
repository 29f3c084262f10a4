package dev.foresight.scorer.tally;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Numbers for distinct answers, from 1 in the order of their texts; 0 for none. */
record AnswerIndex(Collection<String> texts, Map<String, Integer> places) {

  static AnswerIndex of(Stream<String> answers) {
    Set<String> texts = answers.collect(TreeSet::new, TreeSet::add, TreeSet::addAll);
    texts.remove("");
    var places = new HashMap<String, Integer>();
    texts.forEach(text -> places.put(text, places.size() + 1));
    return new AnswerIndex(texts, places);
  }

  int of(String answer) {
    return places.getOrDefault(answer, 0);
  }
}

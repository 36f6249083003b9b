package dev.gepaserver.engine.proposal;

import dev.gepaserver.engine.model.Excerpt;
import dev.gepaserver.engine.model.ReflectionRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Renders records so that they fit a prompt. Of those that are too long the records with the lowest
 * scores keep their text first, since they tell what to mend; records of the same score share
 * alike. Within a record its longest texts are cut, in the middle.
 */
final class FittingRecords {

  /** Room that every record has, however long the others are. */
  private static final int LEAST = 200;

  private FittingRecords() {}

  /**
   * Renders.
   *
   * @param scores one for each record
   * @param most {@code char}s of the result, at least {@value Excerpt#SHORTEST}
   */
  static String render(List<ReflectionRecord> records, List<Double> scores, int most) {
    String whole = RecordRenderer.render(records);
    if (whole.length() <= most) {
      return whole;
    }
    int between = RecordRenderer.BETWEEN.length() * (records.size() - 1);
    int[] rooms = rooms(records, scores, most - between);
    List<String> parts = new ArrayList<>();
    for (ReflectionRecord record : records) {
      int place = parts.size();
      parts.add(cut(place + 1, record, rooms[place]));
    }
    return Excerpt.of(String.join(RecordRenderer.BETWEEN, parts), most);
  }

  private static int[] rooms(List<ReflectionRecord> records, List<Double> scores, int most) {
    int[] rooms = new int[records.size()];
    int[] lacking = new int[rooms.length];
    SortedMap<Double, List<Integer>> byScore = new TreeMap<>();
    int left = most;
    for (int i = 0; i < rooms.length; i++) {
      int length = RecordRenderer.render(i + 1, records.get(i), Integer.MAX_VALUE).length();
      rooms[i] = Math.min(length, LEAST);
      lacking[i] = length - rooms[i];
      left -= rooms[i];
      byScore.computeIfAbsent(scores.get(i), score -> new ArrayList<>()).add(i);
    }
    for (List<Integer> alike : byScore.values()) {
      left -= share(alike, lacking, rooms, left);
    }
    return rooms;
  }

  /** Gives each as much, but none more than it lacks; tells how much was given away. */
  private static int share(List<Integer> alike, int[] lacking, int[] rooms, int left) {
    List<Integer> places = new ArrayList<>(alike);
    places.sort(Comparator.comparingInt(place -> lacking[place]));
    int given = 0;
    for (int i = 0; i < places.size(); i++) {
      int even = Math.max(0, left - given) / (places.size() - i);
      int more = Math.min(lacking[places.get(i)], even);
      rooms[places.get(i)] += more;
      given += more;
    }
    return given;
  }

  private static String cut(int number, ReflectionRecord record, int room) {
    String cut = RecordRenderer.render(number, record, Excerpt.SHORTEST);
    int shortest = Excerpt.SHORTEST;
    int longest = Math.max(room, shortest);
    while (shortest < longest) {
      int between = shortest + (longest - shortest + 1) / 2;
      String tried = RecordRenderer.render(number, record, between);
      if (tried.length() <= room) {
        cut = tried;
        shortest = between;
      } else {
        longest = between - 1;
      }
    }
    return Excerpt.of(cut, room);
  }
}

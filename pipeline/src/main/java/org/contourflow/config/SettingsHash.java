package org.contourflow.config;

import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * One number for all settings in force: two services with the same are configured alike, however
 * their files are written. Defaults count as if they were written; of a secret only that there is
 * one counts, so the number tells nothing of it.
 */
final class SettingsHash {
  private final StringBuilder text = new StringBuilder();

  private SettingsHash() {}

  /** SHA-256 in hexadecimal. */
  static String of(Settings settings) {
    SettingsHash hash = new SettingsHash();
    hash.add("", settings);
    byte[] text = hash.text.toString().getBytes(StandardCharsets.UTF_8);
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private void add(String key, Object value) {
    if (value instanceof Secret) {
      line(key, value.toString());
    } else if (value instanceof Optional<?> optional) {
      add(key, optional.orElse(null));
    } else if (value instanceof Record record) {
      for (RecordComponent part : record.getClass().getRecordComponents()) {
        add(key + "." + part.getName(), part(record, part));
      }
    } else if (value instanceof Map<?, ?> map) {
      Map<String, Object> sorted = new TreeMap<>();
      map.forEach((name, one) -> sorted.put(String.valueOf(name), one));
      sorted.forEach((name, one) -> add(key + "." + name, one));
    } else if (value instanceof Set<?> set) {
      // Java shuffles the order of a set at each start.
      add(key, set.stream().map(String::valueOf).sorted().toList());
    } else if (value instanceof Collection<?> list) {
      int number = 0;
      for (Object one : list) {
        add(key + "[" + number++ + "]", one);
      }
    } else {
      line(key, String.valueOf(value));
    }
  }

  private static Object part(Record record, RecordComponent part) {
    try {
      return part.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the settings cannot be read", e);
    }
  }

  private void line(String key, String value) {
    text.append(key).append('=').append(value.length()).append(':').append(value).append('\n');
  }
}

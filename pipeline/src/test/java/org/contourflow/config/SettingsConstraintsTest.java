package org.contourflow.config;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.validation.Validator;
import jakarta.validation.ValidatorFactory;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The quick look at the constraints says what the validator says. */
class SettingsConstraintsTest {
  private static final List<Object> NUMBERS =
      List.of(-1, 0, 1, 2, 25, 10_000, 65_535, 65_536, Integer.MAX_VALUE);
  private static final List<Object> DECIMALS =
      List.of(-0.1, 0.0, 0.009, 0.01, 0.5, 1.0, 1.01, 100.0, 101.0, 601.0, Double.NaN, 1e300);
  private static final List<Object> TEXTS =
      List.of(
          "",
          " ",
          "\u0001",
          "\u2003",
          "a",
          "none",
          "a b",
          "x".repeat(70),
          "http://h/",
          "06:00",
          "ä",
          "a@b.org",
          "a\n");

  private static ValidatorFactory factory;
  private static Validator validator;

  @BeforeAll
  static void makeValidator() {
    factory = SettingsReader.validators();
    validator = factory.getValidator();
  }

  @AfterAll
  static void closeValidator() {
    factory.close();
  }

  private static Settings settings() throws SettingsException {
    return SettingsReader.parse(
        "c.yaml",
        """
        listener: {aeTitle: CF, port: 4242, allowedCallers: [CT1]}
        contouring: {models: [a], mostAtOnce: {a: 2}}
        targets:
          - {name: tps, host: 10.0.0.7, port: 104, calledAeTitle: ARIA}
        queries:
          - {name: pacs, host: 10.0.0.8, port: 104, calledAeTitle: PACS}
        webTargets:
          - {name: web, url: 'http://127.0.0.1:8042/dicom-web/'}
        """);
  }

  /** Every record of the settings, those of nothing but defaults too. */
  private static Set<Record> records(Object from) throws ReflectiveOperationException {
    Set<Record> found = new LinkedHashSet<>();
    if (from instanceof Collection<?> several) {
      for (Object each : several) {
        found.addAll(records(each));
      }
    } else if (from instanceof Optional<?> optional && optional.isPresent()) {
      found.addAll(records(optional.get()));
    } else if (from instanceof Record record
        && record.getClass().getPackage() == Settings.class.getPackage()) {
      found.add(record);
      for (RecordComponent component : record.getClass().getRecordComponents()) {
        found.addAll(records(value(component, record)));
      }
    }
    return found;
  }

  private static Object value(RecordComponent component, Record of)
      throws ReflectiveOperationException {
    component.getAccessor().setAccessible(true);
    return component.getAccessor().invoke(of);
  }

  private static List<Object> candidates(Class<?> type) {
    List<Object> values = new ArrayList<>();
    values.add(null);
    if (type == Integer.class) {
      values.addAll(NUMBERS);
    } else if (type == Double.class) {
      values.addAll(DECIMALS);
    } else if (type == String.class) {
      values.addAll(TEXTS);
    } else if (type == List.class) {
      values.add(List.of());
      TEXTS.forEach(text -> values.add(List.of(text)));
    } else if (type == Set.class) {
      values.add(Set.of());
      TEXTS.forEach(text -> values.add(Set.of(text)));
    } else if (type == Map.class) {
      values.add(Map.of());
      TEXTS.forEach(text -> values.add(Map.of(text, text)));
      TEXTS.forEach(text -> values.add(Map.of(text, 1)));
      NUMBERS.forEach(number -> values.add(Map.of("a", number)));
    } else if (type == Optional.class) {
      TEXTS.forEach(text -> values.add(Optional.of(text)));
    }
    return values;
  }

  /** The record with one component changed; empty where its constructor takes no such value. */
  private static Optional<Record> with(Record record, int changed, Object to)
      throws ReflectiveOperationException {
    RecordComponent[] components = record.getClass().getRecordComponents();
    Object[] values = new Object[components.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = i == changed ? to : value(components[i], record);
    }
    Constructor<?> constructor =
        record
            .getClass()
            .getDeclaredConstructor(
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class[]::new));
    constructor.setAccessible(true);
    try {
      return Optional.of((Record) constructor.newInstance(values));
    } catch (InvocationTargetException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** As the validator says; empty for what no file can hold, a text in a list of records. */
  private static Optional<Boolean> valid(Record record) {
    try {
      return Optional.of(validator.validate(record).isEmpty());
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }

  @Test
  void the_quick_look_agrees_with_the_validator_on_any_value_of_any_key() throws Exception {
    int kept = 0;
    int broken = 0;
    for (Record record : records(settings())) {
      RecordComponent[] components = record.getClass().getRecordComponents();
      for (int i = 0; i < components.length; i++) {
        for (Object candidate : candidates(components[i].getType())) {
          Optional<Record> changed = with(record, i, candidate);
          Optional<Boolean> valid = changed.flatMap(SettingsConstraintsTest::valid);
          if (valid.isEmpty()) {
            continue;
          }
          assertThat(SettingsConstraints.areKept(changed.get()))
              .as("%s: %s = %s", record.getClass(), components[i].getName(), candidate)
              .isEqualTo(valid.get());
          kept += valid.get() ? 1 : 0;
          broken += valid.get() ? 0 : 1;
        }
      }
    }
    assertThat(kept).isGreaterThan(500);
    assertThat(broken).isGreaterThan(500);
  }

  @Test
  void a_fault_deep_in_the_settings_is_seen_from_their_top() throws Exception {
    assertThat(SettingsConstraints.areKept(settings())).isTrue();
    Settings wrong = settings();
    Record target = (Record) wrong.targets().get(0);
    int port = 2;
    assertThat(target.getClass().getRecordComponents()[port].getName()).isEqualTo("port");
    int targets = 8;
    assertThat(Settings.class.getRecordComponents()[targets].getName()).isEqualTo("targets");
    Record changed = with(target, port, 0).orElseThrow();
    Record all = with(wrong, targets, List.of(changed)).orElseThrow();
    assertThat(SettingsConstraints.areKept(all)).isFalse();
  }
}

package org.contourflow.config;

import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether settings keep the constraints of their annotations, looked at without the validator,
 * whose start is the dearest part of a short command. Says yes only where that is certain: what it
 * does not know, and what is wrong, is for the validator, which also finds the words.
 */
final class SettingsConstraints {
  private static final String OURS = SettingsConstraints.class.getPackageName();

  private SettingsConstraints() {}

  /** Of all records from here on, in lists, maps and optional values too. */
  static boolean areKept(Object value) {
    if (value instanceof Record record && record.getClass().getPackageName().equals(OURS)) {
      return areKept(record);
    }
    if (value instanceof Collection<?> several) {
      return several.stream().allMatch(SettingsConstraints::areKept);
    }
    if (value instanceof Map<?, ?> map) {
      return areKept(map.keySet()) && areKept(map.values());
    }
    return !(value instanceof Optional<?> optional)
        || optional.map(SettingsConstraints::areKept).orElse(true);
  }

  private static boolean areKept(Record record) {
    if (!isFree(record.getClass())) {
      return false; // A constraint of the whole record.
    }
    try {
      for (RecordComponent component : record.getClass().getRecordComponents()) {
        Method accessor = component.getAccessor();
        accessor.setAccessible(true);
        Object value = accessor.invoke(record);
        boolean kept =
            isKeptBy(record.getClass().getDeclaredField(component.getName()), value)
                && areKeptByItems(component, value)
                && areKept(value);
        if (!kept) {
          return false;
        }
      }
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }

  /** Without any annotation of the validator's. */
  private static boolean isFree(AnnotatedElement element) {
    for (Annotation annotation : element.getAnnotations()) {
      if (isConstraint(annotation)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isConstraint(Annotation annotation) {
    String name = annotation.annotationType().getName();
    return name.startsWith("jakarta.validation.") || name.startsWith("org.hibernate.validator.");
  }

  private static boolean isKeptBy(AnnotatedElement element, Object value) {
    for (Annotation annotation : element.getAnnotations()) {
      if (isConstraint(annotation) && !isKept(annotation, value)) {
        return false;
      }
    }
    return true;
  }

  /** The constraints of what is in a list, a map or an optional value. */
  private static boolean areKeptByItems(RecordComponent component, Object value) {
    if (value == null || !(component.getGenericType() instanceof ParameterizedType)) {
      return true;
    }
    AnnotatedType[] of =
        ((AnnotatedParameterizedType) component.getAnnotatedType())
            .getAnnotatedActualTypeArguments();
    if (value instanceof Map<?, ?> map) {
      return areAllKeptBy(of[0], map.keySet()) && areAllKeptBy(of[1], map.values());
    }
    if (value instanceof Optional<?> optional) {
      return areAllKeptBy(of[0], optional.map(List::of).orElse(List.of()));
    }
    return value instanceof Collection<?> several && areAllKeptBy(of[0], several);
  }

  private static boolean areAllKeptBy(AnnotatedType type, Collection<?> values) {
    return isFreeWithin(type) && values.stream().allMatch(value -> isKeptBy(type, value));
  }

  /** Lists of lists are not looked into: without constraints there. */
  private static boolean isFreeWithin(AnnotatedType type) {
    if (type instanceof AnnotatedParameterizedType several) {
      for (AnnotatedType inner : several.getAnnotatedActualTypeArguments()) {
        if (!isFree(inner) || !isFreeWithin(inner)) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean isKept(Annotation constraint, Object value) {
    if (constraint instanceof Valid) {
      return true; // What is below is looked at anyway.
    }
    if (constraint instanceof NotNull) {
      return value != null;
    }
    if (constraint instanceof NotBlank) {
      return value instanceof String text && !text.trim().isEmpty();
    }
    if (constraint instanceof NotEmpty) {
      return value instanceof Collection<?> several && !several.isEmpty();
    }
    if (value == null) {
      return isOfAValue(constraint);
    }
    if (constraint instanceof Pattern pattern) {
      return value instanceof String text
          && pattern.flags().length == 0
          && text.matches(pattern.regexp());
    }
    return value instanceof Number number && isWithin(constraint, number);
  }

  /** Those that what is left out keeps. */
  private static boolean isOfAValue(Annotation constraint) {
    return constraint instanceof Pattern
        || constraint instanceof Min
        || constraint instanceof Max
        || constraint instanceof DecimalMin
        || constraint instanceof DecimalMax;
  }

  private static boolean isWithin(Annotation constraint, Number number) {
    boolean whole = number instanceof Integer || number instanceof Long;
    if (constraint instanceof Min min) {
      return whole && number.longValue() >= min.value();
    }
    if (constraint instanceof Max max) {
      return whole && number.longValue() <= max.value();
    }
    if (!(number instanceof Double decimal) || !Double.isFinite(decimal)) {
      return false;
    }
    if (constraint instanceof DecimalMin min) {
      int compared = BigDecimal.valueOf(decimal).compareTo(new BigDecimal(min.value()));
      return compared > 0 || compared == 0 && min.inclusive();
    }
    if (constraint instanceof DecimalMax max) {
      int compared = BigDecimal.valueOf(decimal).compareTo(new BigDecimal(max.value()));
      return compared < 0 || compared == 0 && max.inclusive();
    }
    return false;
  }
}

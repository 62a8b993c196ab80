package org.contourflow.config;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import jakarta.validation.ValidatorFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.contourflow.yaml.YamlText;
import org.hibernate.validator.HibernateValidator;
import org.hibernate.validator.messageinterpolation.ParameterMessageInterpolator;

/** Reads and validates {@link Settings} from a YAML file. */
public final class SettingsReader {
  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .addModule(new com.fasterxml.jackson.datatype.jdk8.Jdk8Module())
          .addModule(EnumWords.module())
          .addModule(WrittenOutPath.module())
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .build();

  private SettingsReader() {}

  /**
   * Reads a file. A relative {@code home} is taken from the file's own folder.
   *
   * @throws SettingsException naming every problem
   */
  public static Settings read(Path file) throws SettingsException {
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      throw new SettingsException(List.of(file + ": cannot be read: " + why(file, e)));
    }
    Path folder = file.toAbsolutePath().getParent();
    Settings settings = parse(file.toString(), text);
    return settings.below(folder);
  }

  /** Why a text file cannot be read, for a person. */
  public static String why(Path file, IOException e) {
    if (Files.isDirectory(file)) {
      return "it is a folder; a file is needed";
    }
    if (e instanceof CharacterCodingException) {
      return "it is not written in UTF-8; have the editor save it in UTF-8";
    }
    if (e instanceof NoSuchFileException) {
      return "there is no such file";
    }
    return e instanceof AccessDeniedException
        ? "no right to read it"
        : e.getClass().getSimpleName();
  }

  static Settings parse(String name, String text) throws SettingsException {
    Optional<String> wrong = YamlText.problem(text);
    if (wrong.isPresent()) {
      throw new SettingsException(List.of(name + " " + wrong.get()));
    }
    YamlLines lines = new YamlLines(text);
    Settings settings;
    try (JsonParser parser = YAML.createParser(text)) {
      JsonToken first = parser.nextToken();
      boolean empty = first == null || first == JsonToken.VALUE_NULL;
      settings = empty ? Settings.defaults() : YAML.readValue(parser, Settings.class);
    } catch (JsonMappingException e) {
      throw new SettingsException(List.of(mappingProblem(name, lines, e)));
    } catch (JacksonException e) {
      throw new SettingsException(List.of(name + position(e) + ": " + e.getOriginalMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException("a text in memory cannot fail to be read", e);
    }
    List<String> problems =
        SettingsConstraints.areKept(settings)
            ? new ArrayList<>()
            : violations(name, lines, settings);
    problems.addAll(SettingsChecks.problems(name, lines, settings));
    if (!problems.isEmpty()) {
      throw new SettingsException(problems);
    }
    return settings;
  }

  private static List<String> violations(String name, YamlLines lines, Settings settings) {
    try (ValidatorFactory factory = validators()) {
      Validator validator = factory.getValidator();
      return validator.validate(settings).stream()
          .map(v -> violation(name, lines, v))
          .sorted()
          .collect(Collectors.toCollection(ArrayList::new));
    }
  }

  /** Neither rules in XML nor an expression language: to look for them takes long. */
  static ValidatorFactory validators() {
    return Validation.byProvider(HibernateValidator.class)
        .configure()
        .ignoreXmlConfiguration()
        .messageInterpolator(new ParameterMessageInterpolator())
        .buildValidatorFactory();
  }

  private static String violation(
      String name, YamlLines lines, ConstraintViolation<Settings> violation) {
    String key =
        StreamSupport.stream(violation.getPropertyPath().spliterator(), false)
            .map(SettingsReader::step)
            .collect(Collectors.joining())
            .replaceFirst("^\\.", "");
    Object value = violation.getInvalidValue();
    String what = value == null ? "is missing" : "\"" + value + "\" is not allowed";
    return name + lines.suffix(key) + ": " + key + ": " + what + "; " + message(violation);
  }

  /** The bounds of decimal numbers come with an expression, which nothing here would evaluate. */
  private static String message(ConstraintViolation<Settings> violation) {
    Object inclusive = violation.getConstraintDescriptor().getAttributes().get("inclusive");
    return violation
        .getMessage()
        .replaceFirst(
            "\\$\\{inclusive[^}]*}", Boolean.TRUE.equals(inclusive) ? "or equal to " : "");
  }

  private static String step(jakarta.validation.Path.Node node) {
    String index = node.getIndex() == null ? "" : "[" + node.getIndex() + "]";
    boolean element = node.getName() == null || node.getName().startsWith("<");
    return index + (element ? "" : "." + node.getName());
  }

  private static String mappingProblem(String name, YamlLines lines, JsonMappingException e) {
    String key =
        e.getPath().stream()
            .map(r -> r.getFieldName() == null ? "[" + r.getIndex() + "]" : "." + r.getFieldName())
            .collect(Collectors.joining())
            .replaceFirst("^\\.", "");
    String where = name + position(e) + ": " + (key.isEmpty() ? "" : key + ": ");
    if (e instanceof UnrecognizedPropertyException unknown) {
      String known =
          unknown.getKnownPropertyIds().stream()
              .map(Object::toString)
              .sorted()
              .collect(Collectors.joining(", "));
      // The reader notices it at the end of the map that it stands in.
      return name + lines.suffix(key) + ": " + key + ": unknown key; allowed are " + known;
    }
    if (e instanceof ValueInstantiationException refused && refused.getCause() != null) {
      String why = refused.getCause().getMessage();
      return where + (why == null ? "an entry of the list has no value" : why);
    }
    if (e instanceof InvalidFormatException format) {
      return where
          + "\""
          + format.getValue()
          + "\" is not allowed; must be "
          + kind(format.getTargetType());
    }
    if (e.getOriginalMessage().startsWith("Trailing token")) {
      return where + "a second document begins; a file holds one, without a line of ---";
    }
    return e instanceof MismatchedInputException wrong && wrong.getTargetType() != null
        ? where + "a value of this kind is not allowed here; must be " + kind(wrong.getTargetType())
        : where + e.getOriginalMessage();
  }

  private static String kind(Class<?> type) {
    if (type.isEnum()) {
      return EnumWords.allowed(type);
    }
    if (type == Integer.class || type == int.class) {
      return "a whole number";
    }
    if (type.isRecord()) {
      return "keys with their values";
    }
    if (Collection.class.isAssignableFrom(type)) {
      return "a list";
    }
    if (type == Path.class) {
      return "a path written out (no ~, no ${...}, no %...%), in quotes where it is a number";
    }
    if (type == Boolean.class) {
      return "true or false";
    }
    return type == Double.class ? "a number" : "a " + type.getSimpleName().toLowerCase();
  }

  private static String position(JacksonException e) {
    return e.getLocation() == null ? "" : " line " + e.getLocation().getLineNr();
  }
}

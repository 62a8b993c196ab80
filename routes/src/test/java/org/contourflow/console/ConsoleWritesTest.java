package org.contourflow.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.Request.Method;
import com.atlassian.oai.validator.model.SimpleRequest;
import com.atlassian.oai.validator.model.SimpleResponse;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything that changes something: question and answer are as the OpenAPI file says. */
class ConsoleWritesTest {
  @TempDir static Path root;

  private record Write(String user, String method, String path, String body, int status) {}

  private static final List<Write> WRITES =
      List.of(
          new Write("phil", "POST", "/api/cases/CASE/actions", act("ACCEPT"), 202),
          new Write("phil", "POST", "/api/cases/CASE/actions", act("RETRY"), 202),
          new Write("phil", "POST", "/api/cases/CASE/actions", act("RELEASE"), 202),
          new Write("phil", "POST", "/api/cases/CASE/actions", act("STOP"), 202),
          new Write("phil", "POST", "/api/cases/CASE/actions", act("RESEND"), 202),
          new Write("phil", "POST", "/api/cases/case-999999/actions", act("RETRY"), 404),
          new Write("vera", "POST", "/api/cases/CASE/actions", act("REJECT"), 403),
          new Write("phil", "POST", "/api/held/1.2.3/release", "{\"reason\":\"whole\"}", 404),
          new Write("admin", "PUT", "/api/users/ada", "{\"role\":\"VIEWER\"}", 200),
          new Write("phil", "PUT", "/api/users/eve", "{\"role\":\"ADMIN\"}", 403),
          new Write("admin", "DELETE", "/api/users/ada", null, 204),
          new Write("admin", "DELETE", "/api/users/admin", null, 409),
          new Write(
              "admin",
              "POST",
              "/api/tokens",
              "{\"user\":\"vera\",\"note\":\"nightly\",\"days\":\"7\"}",
              200),
          new Write("admin", "DELETE", "/api/tokens/none", null, 404),
          new Write("admin", "POST", "/api/studies", "{\"name\":\"first\"}", 400),
          new Write(
              "phil",
              "PUT",
              "/api/studies/none/pairs/none",
              "{\"left\":\"acceptable\",\"right\":\"minor-edits\",\"better\":\"neither\"}",
              404),
          new Write("phil", "PUT", "/api/cases/CASE/reviews/9/word", "{}", 404),
          new Write("vera", "PUT", "/api/cases/CASE/reviews/9/word", "{}", 403),
          new Write("phil", "POST", "/api/consent/records", consent("EXPORT"), 403),
          new Write("admin", "POST", "/api/consent/records", consent("EXPORT"), 201),
          new Write("admin", "POST", "/api/consent/records", consent("ALL"), 400),
          new Write("phil", "POST", "/api/consent/withdrawals", consent("EXPORT"), 403),
          new Write("admin", "POST", "/api/consent/withdrawals", consent("EXPORT"), 201),
          new Write(
              "admin",
              "POST",
              "/api/consent/withdrawals",
              "{\"event\":\"9\",\"evidence\":\"letter 8\"}",
              400),
          new Write(
              "phil", "POST", "/api/consent/errors", "{\"event\":\"1\",\"evidence\":\"n\"}", 403),
          new Write(
              "admin", "POST", "/api/consent/errors", "{\"event\":\"1\",\"evidence\":\"n\"}", 201),
          new Write(
              "admin",
              "POST",
              "/api/consent/merges",
              "{\"caseId\":\"CASE\",\"otherEvent\":\"1\",\"evidence\":\"n\"}",
              400),
          new Write(
              "admin",
              "POST",
              "/api/consent/opt-outs",
              "{\"caseId\":\"CASE\",\"allowed\":true}",
              201),
          new Write(
              "admin",
              "POST",
              "/api/consent/imports",
              "{\"caseId\":\"CASE\",\"resource\":\"{\"}",
              400),
          new Write("vera", "PUT", "/api/screen", "{\"hidesIdentifiers\":true}", 204),
          new Write(
              "vera",
              "POST",
              "/api/password",
              "{\"old\":\"not that one\",\"new\":\"another long phrase\"}",
              400),
          new Write(
              "vera", "POST", "/api/session", "{\"user\":\"vera\",\"password\":\"guess\"}", 401),
          new Write("vera", "DELETE", "/api/session", null, 204));

  /** Its body is a DICOM file; {@code ConsoleTest} compares one. */
  private static final String COMPARISON = "POST /api/cases/{caseId}/comparison";

  private static String consent(String purposes) {
    return "{\"caseId\":\"CASE\",\"purposes\":\"" + purposes + "\",\"evidence\":\"form 7\"}";
  }

  private static String act(String action) {
    return "{\"action\":\"" + action + "\",\"reason\":\"because\",\"target\":\"export\"}";
  }

  /** "METHOD path" of all that the file says to change something. */
  private static Set<String> writesOfTheFile() throws Exception {
    Set<String> writes = new TreeSet<>();
    JsonNode paths = new YAMLMapper().readTree(ConsoleBed.openApiText()).path("paths");
    paths
        .properties()
        .forEach(
            path ->
                Set.of("post", "put", "delete", "patch").stream()
                    .filter(path.getValue()::has)
                    .forEach(
                        m ->
                            writes.add(
                                m.toUpperCase(java.util.Locale.ROOT) + " " + path.getKey())));
    return writes;
  }

  @Test
  void what_is_asked_and_what_is_answered_is_as_the_file_says_and_nothing_is_left_out()
      throws Exception {
    OpenApiInteractionValidator openApi = ConsoleBed.openApi();
    Set<String> left = writesOfTheFile();
    left.remove(COMPARISON);
    try (ConsoleBed bed = new ConsoleBed(root)) {
      String caseId = bed.delivered();
      for (Write write : WRITES) {
        String path = write.path().replace("CASE", caseId);
        ConsoleBed.Caller caller = bed.logIn(write.user());
        String body = write.body() == null ? "" : write.body().replace("CASE", caseId);
        HttpResponse<String> answer = caller.send(write.method(), path, body);
        assertThat(answer.statusCode()).as(write + answer.body()).isEqualTo(write.status());
        var asked =
            new SimpleRequest.Builder(Method.valueOf(write.method()), path)
                .withHeader("Cookie", caller.cookie());
        if (write.body() != null) {
          asked.withContentType("application/json").withBody(body);
        }
        var answered = SimpleResponse.Builder.status(answer.statusCode());
        if (!answer.body().isEmpty()) {
          answered
              .withContentType(answer.headers().firstValue("Content-Type").orElse(""))
              .withBody(answer.body());
        }
        assertThat(openApi.validate(asked.build(), answered.build()).getMessages())
            .as(write + " " + answer.body())
            .isEmpty();
        left.removeIf(one -> matches(one, write.method() + " " + path));
      }
    }
    assertThat(left).as("writes of the file that are not tried here").isEmpty();
  }

  private static boolean matches(String template, String asked) {
    return asked.matches(template.replaceAll("\\{\\w+}", "[^/]+"));
  }
}

package org.contourflow.console;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.contourflow.consent.ConsentEvent;
import org.contourflow.consent.LineageRegister;
import org.contourflow.consent.Withdrawal;
import org.contourflow.refine.NetworkNames;

/** Events of the consent log, and what was followed through, as the console tells them. */
final class ConsentJson {
  private ConsentJson() {}

  static List<Map<String, Object>> events(List<ConsentEvent> events) {
    return events.stream().map(ConsentJson::event).toList();
  }

  static Map<String, Object> event(ConsentEvent event) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("event", event.sequence());
    json.put("at", event.recordedAt());
    json.put("patient", event.patient().brief());
    json.put("says", event.act().describe());
    json.put("evidence", event.evidence());
    json.put("by", event.recordedBy());
    return json;
  }

  static Map<String, Object> followed(Withdrawal.Result done) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("deleted", paths(done.deleted()));
    json.put("notDeleted", paths(done.failed()));
    json.put("outOfService", paths(done.outOfService()));
    json.put("notHere", done.notHere());
    NetworkNames names = new NetworkNames(done.descendants());
    json.put(
        "networks",
        done.descendants().stream()
            .map(d -> network(d, done.lastClean().get(d.sha256()), names))
            .toList());
    return json;
  }

  private static Map<String, Object> network(
      LineageRegister.Descendant network, Optional<String> clean, NetworkNames names) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", network.name());
    json.put("sha256", network.sha256());
    json.put("folder", network.folder());
    json.put("lastClean", clean.orElse(null));
    json.put("lastCleanName", clean.flatMap(names::of).orElse(null));
    return json;
  }

  private static List<String> paths(List<Path> paths) {
    return paths.stream().map(Object::toString).toList();
  }
}

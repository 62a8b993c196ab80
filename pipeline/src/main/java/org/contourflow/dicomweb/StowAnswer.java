package org.contourflow.dicomweb;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** What a STOW-RS request is answered. */
public sealed interface StowAnswer {
  /** The HTTP status. */
  int status();

  /** The media type of {@link #body()}. */
  String contentType();

  /** The text of the answer. */
  String body();

  /**
   * The request as a whole was not taken; instances that had been read by then are stored, and
   * identical ones sent again change nothing.
   *
   * @param body a sentence for a person; no patient data
   */
  record Rejected(int status, String body) implements StowAnswer {
    @Override
    public String contentType() {
      return "text/plain; charset=utf-8";
    }
  }

  /** An instance that is stored. */
  record Stored(String sopClassUid, String sopInstanceUid) {}

  /**
   * A part that is not.
   *
   * @param sopClassUid empty if it could not be read
   * @param sopInstanceUid empty if it could not be read
   * @param reason a DIMSE status (PS3.18 10.5.3.1, PS3.3 C.14.1.1)
   */
  record NotStored(String sopClassUid, String sopInstanceUid, int reason) {}

  /** Each instance has its own answer: the Store Instances Response Module (PS3.18 I.2.2). */
  record Instances(List<Stored> stored, List<NotStored> notStored) implements StowAnswer {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    public Instances {
      stored = List.copyOf(stored);
      notStored = List.copyOf(notStored);
    }

    /** 200 all, 202 some, 409 none. */
    @Override
    public int status() {
      if (notStored.isEmpty()) {
        return 200;
      }
      return stored.isEmpty() ? 409 : 202;
    }

    @Override
    public String contentType() {
      return "application/dicom+json";
    }

    @Override
    public String body() {
      ObjectNode root = JSON.objectNode();
      root.set("00081190", element("UR"));
      if (!stored.isEmpty()) {
        ObjectNode sequence = element("SQ");
        ArrayNode items = sequence.putArray("Value");
        stored.forEach(s -> items.add(reference(s.sopClassUid(), s.sopInstanceUid())));
        root.set("00081199", sequence);
      }
      if (!notStored.isEmpty()) {
        ObjectNode sequence = element("SQ");
        ArrayNode items = sequence.putArray("Value");
        for (NotStored one : notStored) {
          ObjectNode item = reference(one.sopClassUid(), one.sopInstanceUid());
          ObjectNode reason = element("US");
          reason.putArray("Value").add(one.reason());
          item.set("00081197", reason);
          items.add(item);
        }
        root.set("00081198", sequence);
      }
      return root.toString();
    }

    private static ObjectNode reference(String sopClassUid, String sopInstanceUid) {
      ObjectNode item = JSON.objectNode();
      item.set("00081150", uid(sopClassUid));
      item.set("00081155", uid(sopInstanceUid));
      return item;
    }

    private static ObjectNode uid(String uid) {
      ObjectNode element = element("UI");
      if (!uid.isEmpty()) {
        element.putArray("Value").add(uid);
      }
      return element;
    }

    private static ObjectNode element(String vr) {
      return JSON.objectNode().put("vr", vr);
    }
  }
}

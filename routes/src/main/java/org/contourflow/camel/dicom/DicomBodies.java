package org.contourflow.camel.dicom;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.component.file.GenericFile;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.net.SopReference;
import org.contourflow.dicom.net.scu.StoreReceipt;

/** What producers take as a message body. */
final class DicomBodies {
  private DicomBodies() {}

  /** A Path, File, file message or text path, or a collection of them. */
  static List<Path> files(Exchange exchange) {
    List<Path> files = new ArrayList<>();
    addFiles(exchange.getIn().getBody(), files);
    if (files.isEmpty()) {
      throw new IllegalArgumentException(
          "STORE: the body names no file; give a Path, a File, a path as text or a collection");
    }
    return files;
  }

  private static void addFiles(Object body, List<Path> files) {
    if (body instanceof Collection<?> several) {
      several.forEach(one -> addFiles(one, files));
    } else if (body instanceof GenericFile<?> message && message.getFile() instanceof File file) {
      files.add(file.toPath());
    } else if (body instanceof File file) {
      files.add(file.toPath());
    } else if (body instanceof Path path) {
      files.add(path);
    } else if (body instanceof StoreReceipt receipt) {
      files.add(receipt.file());
    } else if (body instanceof CharSequence text) {
      files.add(Path.of(text.toString()));
    } else if (body != null) {
      throw new IllegalArgumentException(
          "STORE: a body of " + body.getClass().getName() + " is not a file");
    }
  }

  /** A SopReference or StoreReceipt, or a collection of them. */
  static List<SopReference> references(Exchange exchange) {
    Object body = exchange.getIn().getBody();
    Collection<?> all = body instanceof Collection<?> several ? several : List.of(body);
    List<SopReference> references = new ArrayList<>();
    for (Object one : all) {
      if (one instanceof SopReference reference) {
        references.add(reference);
      } else if (one instanceof StoreReceipt receipt) {
        references.add(new SopReference(receipt.sopClassUid(), receipt.sopInstanceUid()));
      } else {
        throw new IllegalArgumentException(
            "COMMIT: the body is a SopReference, a StoreReceipt or a collection of them");
      }
    }
    return references;
  }

  /** A DicomDataset or a map of keywords, with the option's keys added. */
  static DicomDataset keys(Object body, Map<String, Object> options) {
    DicomDataset keys = body instanceof DicomDataset given ? given.copy() : DicomDataset.create();
    Map<String, Object> named = new LinkedHashMap<>(options);
    if (body instanceof Map<?, ?> map) {
      map.forEach((keyword, value) -> named.put(String.valueOf(keyword), value));
    }
    named.forEach((keyword, value) -> put(keys, keyword, value == null ? "" : value.toString()));
    return keys;
  }

  private static void put(DicomDataset keys, String keyword, String value) {
    int tag =
        DicomTag.parse(keyword)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "query key '" + keyword + "' is neither a keyword nor a tag"));
    if (value.isEmpty()) {
      keys.putEmpty(tag);
    } else {
      keys.put(tag, value);
    }
  }
}

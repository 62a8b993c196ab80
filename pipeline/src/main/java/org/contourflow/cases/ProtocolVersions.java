package org.contourflow.cases;

import java.util.Map;

/**
 * By what each protocol is contoured: the product's version, the models and the hashes of their
 * weights. The service says it; a worker contours only what it would contour in the same way.
 */
public interface ProtocolVersions {
  /** Says it anew, by protocol. */
  void publish(Map<String, String> versions);

  /** As it was said last, by protocol. */
  Map<String, String> published();
}

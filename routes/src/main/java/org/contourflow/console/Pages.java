package org.contourflow.console;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The console's own files and the two libraries that its pages import; nothing else. */
final class Pages {
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml",
          "yaml", "application/yaml");

  private static final String JARS = "/META-INF/resources/webjars/";

  /** Of the WebJars, by the name that a page imports; the version is that of the jar there is. */
  private static final Map<String, String> LIBRARIES =
      Map.of(
          "/lib/preact.js", "preact/VERSION/dist/preact.module.js",
          "/lib/uplot.js", "uplot/VERSION/dist/uPlot.esm.js",
          "/lib/uplot.css", "uplot/VERSION/dist/uPlot.min.css");

  private final Map<String, Optional<Answer>> read = new ConcurrentHashMap<>();

  /** The file of a path; every page is the same document, which looks at the path itself. */
  Optional<Answer> find(String path) {
    boolean page =
        path.equals("/")
            || path.matches(
                "/(cases|held|log|system|statistics|drift|studies|demand|consent|users)(/[\\w-]+)?");
    return read.computeIfAbsent(page ? "/index.html" : path, Pages::load);
  }

  private static Optional<Answer> load(String path) {
    if (!path.matches("(/[a-z0-9-]+)+\\.(html|js|css|svg|yaml)")) {
      return Optional.empty();
    }
    String resource = LIBRARIES.containsKey(path) ? library(path) : "/console" + path;
    try (InputStream in = Pages.class.getResourceAsStream(resource)) {
      if (in == null) {
        return Optional.empty();
      }
      String type = TYPES.get(path.substring(path.lastIndexOf('.') + 1));
      return Optional.of(new Answer(200, type, in.readAllBytes(), Map.of()));
    } catch (IOException e) {
      throw new IllegalStateException("a file of the jar is read", e);
    }
  }

  private static String library(String path) {
    String file = LIBRARIES.get(path);
    String name = file.substring(0, file.indexOf('/'));
    return JARS + file.replace("VERSION", Library.version(name));
  }

  /** The versions of the WebJars on the class path. */
  private static final class Library {
    private static String version(String name) {
      String properties = "/META-INF/maven/org.webjars.npm/" + name + "/pom.properties";
      try (InputStream in = Pages.class.getResourceAsStream(properties)) {
        java.util.Properties read = new java.util.Properties();
        read.load(in);
        return read.getProperty("version");
      } catch (IOException e) {
        throw new IllegalStateException("the WebJar " + name + " says its version", e);
      }
    }
  }
}

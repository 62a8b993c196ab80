package org.contourflow.config;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * All settings of a running Contourflow. What a file leaves out takes the default given here, so an
 * empty file is a working configuration.
 *
 * @param home folder that holds everything the product keeps; relative to the file's own folder
 * @param inbox the watched folder
 * @param listener the C-STORE listener
 * @param assembly when a series counts as whole
 * @param contouring which networks run
 * @param rules file of the selection rules, relative to the settings' own folder; empty: {@code
 *     contouring.models} for every series
 * @param structureSet how the RTSTRUCT is written
 * @param export the export folder
 * @param targets the systems that get the RTSTRUCT by C-STORE
 */
public record Settings(
    Path home,
    @Valid Inbox inbox,
    @Valid Listener listener,
    @Valid Assembly assembly,
    @Valid Contouring contouring,
    Optional<Path> rules,
    @Valid StructureSet structureSet,
    @Valid Export export,
    @Valid List<@NotNull @Valid Target> targets) {

  private static final String AE_TITLE = "[!-\\[\\]-~](?:[ -\\[\\]-~]{0,14}[!-\\[\\]-~])?";
  private static final String AE_MESSAGE =
      "must be an AE title: 1 to 16 printable ASCII characters, no backslash";

  public Settings {
    home = home == null ? Path.of("contourflow-home") : home;
    inbox = inbox == null ? new Inbox(null, null, null, null, null) : inbox;
    listener = listener == null ? new Listener(null, null, null, null, null, null) : listener;
    assembly = assembly == null ? new Assembly(null, null, null) : assembly;
    contouring = contouring == null ? new Contouring(null, null, null) : contouring;
    rules = rules == null ? Optional.empty() : rules;
    structureSet = structureSet == null ? new StructureSet(null, null, null) : structureSet;
    export = export == null ? new Export(null, null, null) : export;
    targets = targets == null ? List.of() : List.copyOf(targets);
  }

  /** The settings of an empty file. */
  public static Settings defaults() {
    return new Settings(null, null, null, null, null, null, null, null, null);
  }

  /** A path of the settings below the home, unless it is absolute. */
  public Path inHome(Path path) {
    return home.resolve(path).normalize();
  }

  /** The same settings with the paths that a file gives relative taken from its folder. */
  Settings below(Path folder) {
    return new Settings(
        folder.resolve(home).normalize(),
        inbox,
        listener,
        assembly,
        contouring,
        rules.map(file -> folder.resolve(file).normalize()),
        structureSet,
        export,
        targets);
  }

  /** The same settings with another home. */
  public Settings withHome(Path newHome) {
    return new Settings(
        newHome, inbox, listener, assembly, contouring, rules, structureSet, export, targets);
  }

  /**
   * The watched folder.
   *
   * @param folder where files are dropped; default {@code inbox} in the home
   * @param pollSeconds how often it is looked at
   * @param stableSeconds how long a file's size and time must not change before it is taken
   * @param emptyFolderSeconds how long a sub-folder must be empty before it is cleared away, and
   *     reported if nothing was ever in it
   * @param maxZipMegabytes largest unpacked size of a zip that is accepted
   */
  public record Inbox(
      Path folder,
      @Min(1) @Max(3600) Integer pollSeconds,
      @Min(1) @Max(3600) Integer stableSeconds,
      @Min(1) @Max(86_400) Integer emptyFolderSeconds,
      @Min(1) @Max(1_000_000) Integer maxZipMegabytes) {
    public Inbox {
      folder = folder == null ? Path.of("inbox") : folder;
      pollSeconds = pollSeconds == null ? 1 : pollSeconds;
      stableSeconds = stableSeconds == null ? 3 : stableSeconds;
      emptyFolderSeconds = emptyFolderSeconds == null ? 60 : emptyFolderSeconds;
      maxZipMegabytes = maxZipMegabytes == null ? 8192 : maxZipMegabytes;
    }
  }

  /**
   * The C-STORE listener.
   *
   * @param enabled whether it listens at all
   * @param aeTitle its own AE title
   * @param port TCP port; 0 takes any free one
   * @param bind address it binds to; default all
   * @param allowedCallers who may send, as AET or AET@host; empty: everyone
   * @param maxAssociations associations at once
   */
  public record Listener(
      Boolean enabled,
      @Pattern(regexp = AE_TITLE, message = AE_MESSAGE) String aeTitle,
      @Min(0) @Max(65535) Integer port,
      @NotBlank String bind,
      List<
              @NotNull
              @Pattern(
                  regexp = "[!-?A-\\[\\]-~ ]{1,16}(@[A-Za-z0-9.:/_-]+)?",
                  message = "must be an AE title, or AE title@host or @address block")
              String>
          allowedCallers,
      @Min(1) @Max(1000) Integer maxAssociations) {
    public Listener {
      enabled = enabled == null || enabled;
      aeTitle = aeTitle == null ? "CONTOURFLOW" : aeTitle;
      port = port == null ? 11112 : port;
      bind = bind == null ? "0.0.0.0" : bind;
      allowedCallers = allowedCallers == null ? List.of() : List.copyOf(allowedCallers);
      maxAssociations = maxAssociations == null ? 32 : maxAssociations;
    }
  }

  /**
   * When a series counts as whole.
   *
   * @param quietSeconds a series whose geometry is complete is taken after this long without a new
   *     slice
   * @param incompleteSeconds one with a gap is held, with its reason, after this long
   * @param geometryPolicy strict (evenly spaced only) or moderate (spacing may change, no gaps)
   */
  public record Assembly(
      @Min(1) @Max(86_400) Integer quietSeconds,
      @Min(1) @Max(604_800) Integer incompleteSeconds,
      @Pattern(regexp = "strict|moderate", message = "must be strict or moderate")
          String geometryPolicy) {
    public Assembly {
      quietSeconds = quietSeconds == null ? 10 : quietSeconds;
      incompleteSeconds = incompleteSeconds == null ? 300 : incompleteSeconds;
      geometryPolicy = geometryPolicy == null ? "moderate" : geometryPolicy;
    }
  }

  /**
   * Which networks run.
   *
   * @param models ids of the models to run, in the order in which their structures are listed;
   *     empty: the built-in defaults
   * @param modelFolder folder of further models; default {@code models} in the home
   * @param threads threads of the engine; default all cores
   */
  public record Contouring(
      List<@NotBlank String> models, Path modelFolder, @Min(1) @Max(256) Integer threads) {
    public Contouring {
      models = models == null ? List.of() : List.copyOf(models);
      modelFolder = modelFolder == null ? Path.of("models") : modelFolder;
      threads = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
    }
  }

  /**
   * How the RTSTRUCT is written.
   *
   * @param label StructureSetLabel, at most 16 characters
   * @param profile destination profile: generic, eclipse, raystation, pinnacle or monaco
   * @param toleranceMm how far thinning may move a contour, mm
   */
  public record StructureSet(
      @Pattern(regexp = "[ -\\[\\]-~]{1,16}", message = "must be 1 to 16 printable characters")
          String label,
      @Pattern(
              regexp = "generic|eclipse|raystation|pinnacle|monaco",
              message = "must be one of generic, eclipse, raystation, pinnacle, monaco")
          String profile,
      @jakarta.validation.constraints.DecimalMin("0.0")
          @jakarta.validation.constraints.DecimalMax("1.0")
          Double toleranceMm) {
    public StructureSet {
      label = label == null ? "Contourflow" : label;
      profile = profile == null ? "generic" : profile;
      toleranceMm = toleranceMm == null ? 0.1 : toleranceMm;
    }

    /** The same with another StructureSetLabel. */
    public StructureSet withLabel(String newLabel) {
      return new StructureSet(newLabel, profile, toleranceMm);
    }
  }

  /**
   * The export folder.
   *
   * @param enabled whether files are exported at all
   * @param folder default {@code export} in the home
   * @param okMarker whether an empty {@code .ok} file follows each RTSTRUCT, as some TPS want
   */
  public record Export(Boolean enabled, Path folder, Boolean okMarker) {
    /** How protocols name the export folder among their destinations. */
    public static final String DESTINATION = "export";

    public Export {
      enabled = enabled == null || enabled;
      folder = folder == null ? Path.of("export") : folder;
      okMarker = okMarker != null && okMarker;
    }
  }

  /**
   * A system that gets the RTSTRUCT by C-STORE.
   *
   * @param name how logs and reports call it
   * @param host host name or address
   * @param port TCP port
   * @param calledAeTitle its AE title
   * @param callingAeTitle ours towards it; default CONTOURFLOW
   */
  public record Target(
      @NotNull
          @Pattern(
              regexp = "[A-Za-z0-9_-]{1,32}",
              message = "must be 1 to 32 letters, digits, - or _")
          String name,
      @NotBlank String host,
      @NotNull @Min(1) @Max(65535) Integer port,
      @NotNull @Pattern(regexp = AE_TITLE, message = AE_MESSAGE) String calledAeTitle,
      @Pattern(regexp = AE_TITLE, message = AE_MESSAGE) String callingAeTitle) {
    public Target {
      callingAeTitle = callingAeTitle == null ? "CONTOURFLOW" : callingAeTitle;
    }
  }
}

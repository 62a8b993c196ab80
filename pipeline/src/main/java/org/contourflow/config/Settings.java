package org.contourflow.config;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
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
 * @param stow the STOW-RS service
 * @param webTargets the systems that get the RTSTRUCT by STOW-RS
 * @param queries the PACS that are asked for studies
 * @param store where cases are kept; default embedded in the home
 * @param operations how the service is kept: audit, retention, monitor, alerts
 * @param console the web console
 * @param review how sets that come back are judged
 */
public record Settings(
    Path home,
    @Valid Inbox inbox,
    @Valid DicomSettings.Listener listener,
    @Valid AssemblySettings assembly,
    @Valid ContouringSettings contouring,
    Optional<Path> rules,
    @Valid StructureSet structureSet,
    @Valid Export export,
    @Valid List<DicomSettings.@NotNull @Valid Target> targets,
    @Valid DicomWebSettings.Server stow,
    @Valid List<DicomWebSettings.@NotNull @Valid Target> webTargets,
    @Valid List<DicomSettings.@NotNull @Valid Query> queries,
    @Valid StoreSettings store,
    @Valid OperationsSettings operations,
    @Valid ConsoleSettings console,
    @Valid ReviewSettings review) {

  public Settings {
    home = home == null ? Path.of("contourflow-home") : home;
    inbox = inbox == null ? new Inbox(null, null, null, null, null) : inbox;
    listener = listener == null ? DicomSettings.Listener.defaults() : listener;
    assembly = assembly == null ? new AssemblySettings(null, null, null, null, null) : assembly;
    contouring =
        contouring == null
            ? new ContouringSettings(null, null, null, null, null, null, null)
            : contouring;
    rules = rules == null ? Optional.empty() : rules;
    structureSet = structureSet == null ? new StructureSet(null, null, null) : structureSet;
    export = export == null ? new Export(null, null, null, null, null, null) : export;
    targets = targets == null ? List.of() : List.copyOf(targets);
    stow = stow == null ? DicomWebSettings.Server.defaults() : stow;
    webTargets = webTargets == null ? List.of() : List.copyOf(webTargets);
    queries = queries == null ? List.of() : List.copyOf(queries);
    store = store == null ? StoreSettings.embedded() : store;
    operations = operations == null ? OperationsSettings.defaults() : operations;
    console = console == null ? ConsoleSettings.defaults() : console;
    review = review == null ? ReviewSettings.defaults() : review;
  }

  /** With the store embedded in the home, the defaults of the operations, and no console. */
  public Settings(
      Path home,
      Inbox inbox,
      DicomSettings.Listener listener,
      AssemblySettings assembly,
      ContouringSettings contouring,
      Optional<Path> rules,
      StructureSet structureSet,
      Export export,
      List<DicomSettings.Target> targets,
      DicomWebSettings.Server stow,
      List<DicomWebSettings.Target> webTargets,
      List<DicomSettings.Query> queries) {
    this(
        home,
        inbox,
        listener,
        assembly,
        contouring,
        rules,
        structureSet,
        export,
        targets,
        stow,
        webTargets,
        queries,
        null,
        null,
        ConsoleSettings.off(),
        null);
  }

  /** The settings of an empty file. */
  public static Settings defaults() {
    return new Settings(
        null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
        null);
  }

  /**
   * SHA-256 of the settings as they took effect, hexadecimal: of every value but the secrets, whose
   * change it does not show.
   */
  public String fingerprint() {
    return SettingsHash.of(this);
  }

  /** A path of the settings below the home, unless it is absolute. */
  public Path inHome(Path path) {
    return home.resolve(path).normalize();
  }

  /** The same settings with the paths that a file gives relative taken from its folder. */
  Settings below(Path folder) {
    return with(
        folder.resolve(home).normalize(),
        rules.map(file -> folder.resolve(file).normalize()),
        store,
        operations,
        console);
  }

  /** The same settings with another home. */
  public Settings withHome(Path newHome) {
    return with(newHome, rules, store, operations, console);
  }

  /** The same settings with another store. */
  public Settings withStore(StoreSettings newStore) {
    return with(home, rules, newStore, operations, console);
  }

  /** The same settings with another console. */
  public Settings withConsole(ConsoleSettings newConsole) {
    return with(home, rules, store, operations, newConsole);
  }

  /** The same settings with other operations. */
  public Settings withOperations(OperationsSettings other) {
    return with(home, rules, store, other, console);
  }

  /** The one copy: what the others keep is named here alone. */
  private Settings with(
      Path newHome,
      Optional<Path> newRules,
      StoreSettings newStore,
      OperationsSettings newOperations,
      ConsoleSettings newConsole) {
    return new Settings(
        newHome,
        inbox,
        listener,
        assembly,
        contouring,
        newRules,
        structureSet,
        export,
        targets,
        stow,
        webTargets,
        queries,
        newStore,
        newOperations,
        newConsole,
        review);
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

    /** {@link #maxZipMegabytes} in bytes. */
    public long maxZipBytes() {
      return maxZipMegabytes * 1_000_000L;
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
      ProfileChoice profile,
      @jakarta.validation.constraints.DecimalMin("0.0")
          @jakarta.validation.constraints.DecimalMax("1.0")
          Double toleranceMm) {
    public StructureSet {
      label = label == null ? "Contourflow" : label;
      profile = profile == null ? ProfileChoice.GENERIC : profile;
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
   * @param fileName a {@link FileNameTemplate}
   * @param patientIdentifiers whether file names may say who the patient is
   * @param superseded what becomes of a set that a later case of more slices supersedes
   */
  public record Export(
      Boolean enabled,
      Path folder,
      Boolean okMarker,
      String fileName,
      Boolean patientIdentifiers,
      SupersededRule superseded) {
    /** How protocols name the export folder among their destinations. */
    public static final String DESTINATION = "export";

    public Export {
      superseded = superseded == null ? SupersededRule.NAME : superseded;
      enabled = enabled == null || enabled;
      folder = folder == null ? Path.of("export") : folder;
      okMarker = okMarker != null && okMarker;
      fileName = fileName == null ? FileNameTemplate.USUAL : fileName;
      patientIdentifiers = patientIdentifiers != null && patientIdentifiers;
    }
  }
}

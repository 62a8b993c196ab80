package org.contourflow.model;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.contourflow.model.SegmentationOutcome.RefusalCode;
import org.contourflow.model.SegmentationOutcome.Refused;
import org.contourflow.volume.CtVolume;

/**
 * Several models as one, run one after the other so that only one run's memory is held at a time.
 *
 * <p>Where two models make the same structure, the FIRST in the list wins and the other's is
 * dropped. If one refuses or fails, so does the whole: a structure set that silently lacks half of
 * its organs is worse than none. A caller that wants the rest leaves that model out. Only a model
 * whose part of the body the CT does not show is left out, with a note, if another one remains.
 *
 * <p>What a part finds before its own structures is handed to later ones that share it ({@link
 * SharedFindings}).
 */
public final class CompositeSegmenter implements Segmenter {
  private final List<Segmenter> parts;
  private final ModelIdentity identity;

  public CompositeSegmenter(List<Segmenter> parts) {
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("a composite needs at least one model");
    }
    this.parts = List.copyOf(parts);
    this.identity = join(this.parts.stream().map(Segmenter::identity).toList());
  }

  private static ModelIdentity join(List<ModelIdentity> all) {
    if (all.size() == 1) {
      return all.get(0);
    }
    String digests = all.stream().map(ModelIdentity::weightsSha256).collect(Collectors.joining());
    String title = all.stream().map(ModelIdentity::title).collect(Collectors.joining(" + "));
    return new ModelIdentity(
        all.stream().map(ModelIdentity::id).collect(Collectors.joining("+")),
        all.stream().map(ModelIdentity::version).collect(Collectors.joining("+")),
        Sha256.of(digests.getBytes(StandardCharsets.US_ASCII)),
        title.length() <= 64 ? title : title.substring(0, 61) + "...",
        all.stream().allMatch(ModelIdentity::clinicalUse));
  }

  /** The models, in order. */
  public List<Segmenter> parts() {
    return parts;
  }

  @Override
  public ModelIdentity identity() {
    return identity;
  }

  @Override
  public List<StructureDefinition> structures() {
    Set<String> names = new HashSet<>();
    return parts.stream()
        .flatMap(p -> p.structures().stream())
        .filter(d -> names.add(d.name()))
        .toList();
  }

  @Override
  public List<ServiceState> service() {
    return parts.stream().flatMap(p -> p.service().stream()).toList();
  }

  @Override
  public SegmentationOutcome segment(CtVolume ct, SegmentationListener listener) {
    Set<String> names = new HashSet<>();
    List<SegmentedStructure> structures = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    Map<ModelIdentity, Refused> leftOut = new LinkedHashMap<>();
    SharedFindings shared = new SharedFindings();
    for (int i = 0; i < parts.size(); i++) {
      Segmenter part = parts.get(i);
      SegmentationOutcome outcome = part.segment(ct, shared, listener);
      forget(shared, i);
      if (outcome instanceof Refused refused && refused.code() == RefusalCode.BODY_PART_NOT_SHOWN) {
        leftOut.put(part.identity(), refused);
        notes.add(
            "%s was not used: %s; %s"
                .formatted(part.identity().label(), refused.where(), refused.whatToDo()));
        continue;
      }
      if (!(outcome instanceof SegmentationOutcome.Completed completed)) {
        return outcome;
      }
      completed.structures().stream()
          .filter(s -> names.add(s.definition().name()))
          .forEach(structures::add);
      notes.addAll(completed.notes());
    }
    return structures.isEmpty() && !leftOut.isEmpty()
        ? together(leftOut)
        : new SegmentationOutcome.Completed(structures, notes);
  }

  /** What no later part asks for takes no memory while that one runs. */
  private void forget(SharedFindings shared, int done) {
    Optional<String> name = parts.get(done).shares();
    List<Segmenter> later = parts.subList(done + 1, parts.size());
    name.filter(n -> later.stream().noneMatch(p -> p.shares().equals(name)))
        .ifPresent(shared::forget);
  }

  /** None of the models is for this CT. */
  private static Refused together(Map<ModelIdentity, Refused> all) {
    if (all.size() == 1) {
      return all.values().iterator().next();
    }
    return new Refused(
        RefusalCode.BODY_PART_NOT_SHOWN,
        all.entrySet().stream()
            .map(e -> e.getKey().label() + ": " + e.getValue().where())
            .collect(Collectors.joining("; ")),
        all.values().stream().map(Refused::whatToDo).distinct().collect(Collectors.joining("; ")));
  }

  @Override
  public void close() {
    parts.forEach(Segmenter::close);
  }
}

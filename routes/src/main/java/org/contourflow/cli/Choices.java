package org.contourflow.cli;

import org.contourflow.config.EnumWords;
import org.contourflow.rtstruct.convert.StructureSetToMasks.Overlaps;
import org.contourflow.series.SeveralVolumes;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Options that take one of a few words, as configuration files do. */
final class Choices {
  private Choices() {}

  /** {@code --several-volumes}. */
  static final class Volumes extends Choice<SeveralVolumes> {
    Volumes() {
      super(SeveralVolumes.class);
    }
  }

  /** {@code --overlaps}. */
  static final class OverlappingLoops extends Choice<Overlaps> {
    OverlappingLoops() {
      super(Overlaps.class);
    }
  }

  private abstract static class Choice<E extends Enum<E>> implements ITypeConverter<E> {
    private final Class<E> type;

    Choice(Class<E> type) {
      this.type = type;
    }

    @Override
    public E convert(String word) {
      return EnumWords.find(type, word)
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "must be " + EnumWords.allowed(type) + ", not '" + word + "'"));
    }
  }
}

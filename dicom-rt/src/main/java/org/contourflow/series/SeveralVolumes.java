package org.contourflow.series;

/** What to do with a series that holds several volumes: time points, passes, reconstructions. */
public enum SeveralVolumes {
  /** Refuse the series, naming the volumes: which to plan on a person must say. The default. */
  REFUSE,
  /** Judge each volume as if it were a series of its own; each that is whole is accepted. */
  EACH
}

/**
 * Loose CT instances in, accepted and ordered series out, or a reason why not.
 *
 * <p>{@link org.contourflow.series.CtSeriesAssembler} reads headers, groups and judges; {@link
 * org.contourflow.series.SeriesCompleteness} is the judgement alone, without files; {@link
 * org.contourflow.series.CtSeries} reads the voxels.
 */
package org.contourflow.series;

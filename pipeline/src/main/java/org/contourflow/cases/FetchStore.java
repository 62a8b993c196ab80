package org.contourflow.cases;

/**
 * What a polled query has fetched already, and of how many instances it was then: one that has
 * grown since is fetched again.
 */
public interface FetchStore {
  /**
   * Whether it was fetched with at least so many instances.
   *
   * @param query the query's name
   * @param uid of a study or a series
   * @param instances as the PACS says; 0 if it does not say
   */
  boolean isFetched(String query, String uid, int instances);

  /** It is fetched now. */
  void fetched(String query, String uid, int instances);
}

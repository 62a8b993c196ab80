package org.contourflow.routes;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.service.ServiceSupport;
import org.contourflow.cases.FetchStore;

/**
 * Which studies a polled query has done with, in the store. Only what is confirmed is kept: a study
 * that was under way when the process ended comes again. Keys are UID, hash, number of instances.
 */
public final class SeenStudies extends ServiceSupport implements IdempotentRepository {
  private final String query;
  private final FetchStore store;
  private final Set<String> underWay = ConcurrentHashMap.newKeySet();

  public SeenStudies(String query, FetchStore store) {
    this.query = query;
    this.store = store;
  }

  private static String uid(String key) {
    return key.substring(0, key.indexOf('#'));
  }

  private static int instances(String key) {
    String number = key.substring(key.indexOf('#') + 1);
    return number.matches("[0-9]{1,9}") ? Integer.parseInt(number) : 0;
  }

  @Override
  public boolean add(String key) {
    return !store.isFetched(query, uid(key), instances(key)) && underWay.add(key);
  }

  @Override
  public boolean contains(String key) {
    return underWay.contains(key) || store.isFetched(query, uid(key), instances(key));
  }

  @Override
  public boolean remove(String key) {
    return underWay.remove(key);
  }

  @Override
  public boolean confirm(String key) {
    store.fetched(query, uid(key), instances(key));
    return underWay.remove(key);
  }

  @Override
  public void clear() {
    underWay.clear();
  }
}

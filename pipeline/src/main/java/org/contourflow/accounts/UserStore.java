package org.contourflow.accounts;

import java.util.List;
import java.util.Optional;

/** Where users and tokens are kept. */
public interface UserStore {
  /** The user of that name. */
  Optional<User> find(String name);

  /** All, by name. */
  List<User> users();

  /** Adds the user, or replaces the one of that name. */
  void put(User user);

  /** The token with that digest. */
  Optional<ApiToken> token(String sha256);

  /** All, the one that ends first before. */
  List<ApiToken> tokens();

  /** Keeps a token. */
  void add(ApiToken token);

  /** Takes a token back; false if there is none of that id. */
  boolean remove(String tokenId);
}

package org.contourflow.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.contourflow.accounts.ApiToken;
import org.contourflow.accounts.Role;
import org.contourflow.accounts.User;
import org.contourflow.accounts.UserStore;
import org.jdbi.v3.core.statement.StatementContext;

/** Users and tokens in the database. */
public final class JdbcUserStore implements UserStore {
  private final Database database;

  public JdbcUserStore(Database database) {
    this.database = database;
  }

  @Override
  public Optional<User> find(String name) {
    return users().stream().filter(u -> u.name().equals(name)).findFirst();
  }

  @Override
  public List<User> users() {
    return database
        .jdbi()
        .withHandle(
            h ->
                h.createQuery("select * from console_user order by name")
                    .map(JdbcUserStore::user)
                    .list());
  }

  @Override
  public void put(User user) {
    database
        .jdbi()
        .useTransaction(
            h -> {
              h.createUpdate("delete from console_user where name = :name")
                  .bind("name", user.name())
                  .execute();
              h.createUpdate(
                      "insert into console_user (name, role, password_hash, must_change, enabled)"
                          + " values (:name, :role, :hash, :change, :enabled)")
                  .bind("name", user.name())
                  .bind("role", user.role().name())
                  .bind("hash", user.passwordHash())
                  .bind("change", user.mustChange())
                  .bind("enabled", user.enabled())
                  .execute();
            });
  }

  @Override
  public Optional<ApiToken> token(String sha256) {
    return tokens().stream().filter(t -> t.sha256().equals(sha256)).findFirst();
  }

  @Override
  public List<ApiToken> tokens() {
    return database
        .jdbi()
        .withHandle(
            h ->
                h.createQuery("select * from console_token order by expires_at")
                    .map(JdbcUserStore::token)
                    .list());
  }

  @Override
  public void add(ApiToken token) {
    database
        .jdbi()
        .useHandle(
            h ->
                h.createUpdate(
                        "insert into console_token (id, user_name, sha256, note, expires_at) values"
                            + " (:id, :user, :sha, :note, :expires)")
                    .bind("id", token.id())
                    .bind("user", token.user())
                    .bind("sha", token.sha256())
                    .bind("note", token.note())
                    .bind("expires", ColumnValues.toColumn(token.expiresAt()))
                    .execute());
  }

  @Override
  public boolean remove(String tokenId) {
    return database
            .jdbi()
            .withHandle(
                h ->
                    h.createUpdate("delete from console_token where id = :id")
                        .bind("id", tokenId)
                        .execute())
        == 1;
  }

  private static User user(ResultSet row, StatementContext context) throws SQLException {
    return new User(
        row.getString("name"),
        Role.valueOf(row.getString("role")),
        row.getString("password_hash"),
        row.getBoolean("must_change"),
        row.getBoolean("enabled"));
  }

  private static ApiToken token(ResultSet row, StatementContext context) throws SQLException {
    return new ApiToken(
        row.getString("id"),
        row.getString("user_name"),
        row.getString("sha256"),
        row.getString("note"),
        ColumnValues.fromColumn(row, "expires_at"));
  }
}

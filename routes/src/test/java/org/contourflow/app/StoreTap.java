package org.contourflow.app;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.logging.Logger;
import java.util.regex.Pattern;

/**
 * A JDBC driver in front of the store's own that sees every statement that writes, just before it
 * runs and just after it is committed. All that the product does durably is between two of them, so
 * a process that ends at one has ended at a transition of a case.
 */
final class StoreTap implements Driver {
  /** Hears of the writes. */
  interface Listener {
    void before(String sql);

    /** After the commit of the transaction that the statement belongs to. */
    void after(String sql);
  }

  private final Listener listener;

  private StoreTap(Listener listener) {
    this.listener = listener;
  }

  /** To be called before any store is opened: the first driver that accepts a URL serves it. */
  static void install(Listener listener) throws SQLException {
    StoreTap tap = new StoreTap(listener);
    DriverManager.registerDriver(tap);
    if (Collections.list(DriverManager.getDrivers()).get(0) != tap) {
      throw new IllegalStateException("another driver was there first");
    }
  }

  /** The statement without what differs from one time to the other: the length of its lists. */
  static String normal(String sql) {
    return sql.replaceAll("\\?(, ?\\?)+", "?").replaceAll("\\s+", " ").strip();
  }

  private static boolean writes(String sql) {
    String low = sql.stripLeading().toLowerCase(Locale.ROOT);
    return (low.startsWith("insert") || low.startsWith("update") || low.startsWith("delete"))
        && !low.contains("flyway");
  }

  @Override
  public boolean acceptsURL(String url) {
    return url.startsWith("jdbc:h2:") || url.startsWith("jdbc:postgresql:");
  }

  @Override
  public Connection connect(String url, Properties info) throws SQLException {
    if (!acceptsURL(url)) {
      return null;
    }
    for (Driver driver : Collections.list(DriverManager.getDrivers())) {
      if (driver != this && driver.acceptsURL(url)) {
        return proxy(Connection.class, new OnConnection(driver.connect(url, info)));
      }
    }
    throw new SQLException("no driver for the store");
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(StoreTap.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private final class OnConnection implements InvocationHandler {
    private final Connection connection;
    private String uncommitted = "";

    OnConnection(Connection connection) {
      this.connection = connection;
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
      Object result = call(connection, method, arguments);
      if (result instanceof PreparedStatement statement
          && arguments[0] instanceof String sql
          && writes(sql)) {
        return proxy(PreparedStatement.class, new OnStatement(this, statement, normal(sql)));
      }
      if (method.getName().equals("commit")) {
        committed();
      }
      if (method.getName().equals("rollback")) {
        uncommitted = "";
      }
      return result;
    }

    void wrote(String sql) throws SQLException {
      uncommitted = uncommitted.isEmpty() ? sql : uncommitted;
      if (connection.getAutoCommit()) {
        committed();
      }
    }

    private void committed() {
      String sql = uncommitted;
      uncommitted = "";
      if (!sql.isEmpty()) {
        listener.after(sql);
      }
    }
  }

  private final class OnStatement implements InvocationHandler {
    /** States, kinds of events: what tells one transition by the same statement from another. */
    private static final Pattern WORD = Pattern.compile("[A-Z_]{4,}");

    private final OnConnection connection;
    private final PreparedStatement statement;
    private final String sql;
    private final Map<Integer, String> words = new TreeMap<>();

    OnStatement(OnConnection connection, PreparedStatement statement, String sql) {
      this.connection = connection;
      this.statement = statement;
      this.sql = sql;
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
      boolean runs = method.getName().startsWith("execute");
      if (method.getName().startsWith("set")
          && arguments.length > 1
          && arguments[1] instanceof String word
          && WORD.matcher(word).matches()) {
        words.put((Integer) arguments[0], word);
      }
      if (runs) {
        listener.before(sql + words.values());
      }
      Object result = call(statement, method, arguments);
      if (runs) {
        connection.wrote(sql + words.values());
      }
      return result;
    }
  }

  @Override
  public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) {
    return new DriverPropertyInfo[0];
  }

  @Override
  public int getMajorVersion() {
    return 1;
  }

  @Override
  public int getMinorVersion() {
    return 0;
  }

  @Override
  public boolean jdbcCompliant() {
    return false;
  }

  @Override
  public Logger getParentLogger() {
    return Logger.getGlobal();
  }
}

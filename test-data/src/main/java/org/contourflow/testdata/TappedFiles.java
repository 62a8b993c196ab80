package org.contourflow.testdata;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.StandardOpenOption;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * A view of the disk that tells before each change of it (a file opened to be written, moved,
 * deleted; a folder made), so that a test can end a process, or have the disk fail, between any
 * two. Paths are of the view as long as they come from a path of it.
 */
public final class TappedFiles extends FileSystemProvider {
  /** Hears of each change, and may throw instead of having it done. */
  @FunctionalInterface
  public interface Listener {
    /**
     * A change is about to be made.
     *
     * @param what its kind, and the last name of its path
     */
    void before(String what) throws IOException;
  }

  private static final Set<StandardOpenOption> WRITES =
      Set.of(StandardOpenOption.WRITE, StandardOpenOption.APPEND);

  private final Listener listener;
  private final FileSystem view = new View();

  private TappedFiles(Listener listener) {
    this.listener = listener;
  }

  /** A path of a view of its own. */
  public static Path over(Path real, Listener listener) {
    return new TappedFiles(listener).tapped(real);
  }

  private Path tapped(Path real) {
    return real == null
        ? null
        : (Path)
            Proxy.newProxyInstance(
                TappedFiles.class.getClassLoader(),
                new Class<?>[] {Path.class, Tapped.class},
                (proxy, method, arguments) -> onPath(real, method, arguments));
  }

  /** Gives the path below. */
  private interface Tapped {
    Path real();
  }

  private static Path real(Object path) {
    return path instanceof Tapped tapped ? tapped.real() : (Path) path;
  }

  private Object onPath(Path real, Method method, Object[] arguments) throws Throwable {
    switch (method.getName()) {
      case "real":
        return real;
      case "getFileSystem":
        return view;
      case "iterator":
        Iterator<Path> names = real.iterator();
        return StreamSupport.stream(((Iterable<Path>) () -> names).spliterator(), false)
            .map(this::tapped)
            .iterator();
      default:
        Object[] below = arguments == null ? new Object[0] : arguments.clone();
        for (int i = 0; i < below.length; i++) {
          below[i] = below[i] instanceof Tapped ? real(below[i]) : below[i];
        }
        Object result = call(real, method, below);
        return result instanceof Path path ? tapped(path) : result;
    }
  }

  private static Object call(Path real, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(real, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private void tell(String what, Path path) throws IOException {
    listener.before(what + " " + real(path).getFileName());
  }

  private void tellIfWritten(Set<? extends OpenOption> options, Path path) throws IOException {
    // A file that is opened to be flushed only is not changed.
    if (options.stream().anyMatch(WRITES::contains) && options.size() > 1) {
      tell("write", path);
    }
  }

  private static FileSystemProvider below(Path path) {
    return real(path).getFileSystem().provider();
  }

  @Override
  public FileChannel newFileChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    tellIfWritten(options, path);
    return FileChannel.open(real(path), options, attributes);
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    tellIfWritten(options, path);
    return Files.newByteChannel(real(path), options, attributes);
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path folder, DirectoryStream.Filter<? super Path> filter) throws IOException {
    DirectoryStream<Path> real =
        Files.newDirectoryStream(real(folder), path -> filter.accept(tapped(path)));
    return new DirectoryStream<>() {
      @Override
      public Iterator<Path> iterator() {
        return StreamSupport.stream(real.spliterator(), false)
            .map(TappedFiles.this::tapped)
            .iterator();
      }

      @Override
      public void close() throws IOException {
        real.close();
      }
    };
  }

  @Override
  public void createDirectory(Path folder, FileAttribute<?>... attributes) throws IOException {
    if (Files.notExists(real(folder))) {
      tell("folder", folder);
    }
    Files.createDirectory(real(folder), attributes);
  }

  @Override
  public void delete(Path path) throws IOException {
    if (Files.exists(real(path), LinkOption.NOFOLLOW_LINKS)) {
      tell("delete", path);
    }
    Files.delete(real(path));
  }

  @Override
  public void copy(Path source, Path target, CopyOption... options) throws IOException {
    tell("copy", target);
    Files.copy(real(source), real(target), options);
  }

  @Override
  public void move(Path source, Path target, CopyOption... options) throws IOException {
    tell("move", target);
    Files.move(real(source), real(target), options);
  }

  @Override
  public void createLink(Path link, Path existing) throws IOException {
    tell("link", link);
    Files.createLink(real(link), real(existing));
  }

  @Override
  public boolean isSameFile(Path one, Path other) throws IOException {
    return Files.isSameFile(real(one), real(other));
  }

  @Override
  public boolean isHidden(Path path) throws IOException {
    return Files.isHidden(real(path));
  }

  @Override
  public FileStore getFileStore(Path path) throws IOException {
    return Files.getFileStore(real(path));
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    below(path).checkAccess(real(path), modes);
  }

  @Override
  public <V extends FileAttributeView> V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    return Files.getFileAttributeView(real(path), type, options);
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    return Files.readAttributes(real(path), type, options);
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String names, LinkOption... options)
      throws IOException {
    return Files.readAttributes(real(path), names, options);
  }

  @Override
  public void setAttribute(Path path, String name, Object value, LinkOption... options)
      throws IOException {
    Files.setAttribute(real(path), name, value, options);
  }

  @Override
  public String getScheme() {
    return "tapped";
  }

  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
    throw new UnsupportedOperationException("see over()");
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    return view;
  }

  @Override
  public Path getPath(URI uri) {
    throw new UnsupportedOperationException("see over()");
  }

  private final class View extends FileSystem {
    private static final java.nio.file.FileSystem BELOW = java.nio.file.FileSystems.getDefault();

    @Override
    public FileSystemProvider provider() {
      return TappedFiles.this;
    }

    @Override
    public void close() {
      throw new UnsupportedOperationException("a view has nothing to close");
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public boolean isReadOnly() {
      return false;
    }

    @Override
    public String getSeparator() {
      return BELOW.getSeparator();
    }

    @Override
    public Iterable<Path> getRootDirectories() {
      return Collections.emptyList();
    }

    @Override
    public Iterable<FileStore> getFileStores() {
      return BELOW.getFileStores();
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
      return BELOW.supportedFileAttributeViews();
    }

    @Override
    public Path getPath(String first, String... more) {
      return tapped(BELOW.getPath(first, more));
    }

    @Override
    public PathMatcher getPathMatcher(String pattern) {
      PathMatcher below = BELOW.getPathMatcher(pattern);
      return path -> below.matches(real(path));
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
      return BELOW.getUserPrincipalLookupService();
    }

    @Override
    public WatchService newWatchService() throws IOException {
      return BELOW.newWatchService();
    }
  }
}

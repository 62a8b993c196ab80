package org.contourflow.dicom.pixel;

/**
 * JPEG Extended, process 4 (ITU-T T.81): sequential DCT with Huffman coding and 12 bits a sample,
 * one component, which no ImageIO plug-in decodes. The inverse DCT is computed in double precision
 * and rounded once, so that values are within 1 of decoders that compute it in integers.
 */
final class JpegExtendedDecoder {
  private static final int SOF0 = 0xC0;
  private static final int SOF1 = 0xC1;
  private static final int DHT = 0xC4;
  private static final int EOI = 0xD9;
  private static final int SOS = 0xDA;
  private static final int DQT = 0xDB;
  private static final int DRI = 0xDD;
  private static final int BLOCK = 64;

  /** Row and column of the k-th coefficient in the stream (T.81 figure A.6). */
  private static final int[] ZIGZAG = zigzag();

  private static final double[][] BASIS = basis();

  private final byte[] data;
  private final int[][] quantisation = new int[4][];
  private final HuffmanTable[] dc = new HuffmanTable[4];
  private final HuffmanTable[] ac = new HuffmanTable[4];
  private int precision;
  private int rows;
  private int columns;
  private int quantisationIndex;
  private int restartInterval;

  private JpegExtendedDecoder(byte[] data) {
    this.data = data;
  }

  /** Whether the stream is sequential DCT with 12 bits a sample. */
  static boolean accepts(byte[] data) {
    int at = 2;
    while (at + 9 < data.length && (data[at] & 0xFF) == 0xFF) {
      int marker = data[at + 1] & 0xFF;
      if (marker == SOF0 || marker == SOF1) {
        return data[at + 4] == 12;
      }
      if (marker == SOS) {
        return false;
      }
      at += 2 + ((data[at + 2] & 0xFF) << 8 | data[at + 3] & 0xFF);
    }
    return false;
  }

  static int[] decode(byte[] data, PixelFormat format) throws PixelDecodeException {
    try {
      return new JpegExtendedDecoder(data).decode(format);
    } catch (IndexOutOfBoundsException | NullPointerException e) {
      throw new PixelDecodeException("the JPEG stream is damaged", e);
    }
  }

  private int[] decode(PixelFormat format) throws PixelDecodeException {
    int at = 2;
    while (true) {
      int marker = data[at + 1] & 0xFF;
      if ((data[at] & 0xFF) != 0xFF || marker == EOI) {
        throw new PixelDecodeException("the JPEG stream has no image");
      }
      int length = u16(at + 2);
      int segment = at + 4;
      int end = at + 2 + length;
      switch (marker) {
        case DQT -> readQuantisation(segment, end);
        case DHT -> readHuffman(segment, end);
        case SOF0, SOF1 -> readFrame(segment, format);
        case DRI -> restartInterval = u16(segment);
        case SOS -> {
          int tables = data[segment + 2];
          return scan(end, dc[tables >> 4 & 3], ac[tables & 3]);
        }
        default -> {
          // Application data and comments.
        }
      }
      at = end;
    }
  }

  private int u16(int at) {
    return (data[at] & 0xFF) << 8 | data[at + 1] & 0xFF;
  }

  private void readQuantisation(int from, int end) {
    int at = from;
    while (at < end) {
      int kind = data[at++];
      boolean wide = kind >> 4 != 0;
      int[] table = new int[BLOCK];
      for (int k = 0; k < BLOCK; k++) {
        table[k] = wide ? u16(at) : data[at] & 0xFF;
        at += wide ? 2 : 1;
      }
      quantisation[kind & 3] = table;
    }
  }

  private void readHuffman(int from, int end) {
    int at = from;
    while (at < end) {
      int kind = data[at];
      HuffmanTable table = HuffmanTable.read(data, at + 1);
      (kind >> 4 == 0 ? dc : ac)[kind & 3] = table;
      at += 1 + table.encodedBytes();
    }
  }

  private void readFrame(int at, PixelFormat format) throws PixelDecodeException {
    precision = data[at];
    rows = u16(at + 1);
    columns = u16(at + 3);
    if (data[at + 5] != 1 || rows != format.rows() || columns != format.columns()) {
      throw new PixelDecodeException("the compressed image has another size than the header says");
    }
    quantisationIndex = data[at + 8] & 3;
  }

  private int[] scan(int from, HuffmanTable dcTable, HuffmanTable acTable)
      throws PixelDecodeException {
    int[] table = quantisation[quantisationIndex];
    JpegBits bits = new JpegBits(data, from);
    int[] values = new int[rows * columns];
    double[] block = new double[BLOCK];
    int across = (columns + 7) / 8;
    int blocks = across * ((rows + 7) / 8);
    int predictor = 0;
    for (int i = 0; i < blocks; i++) {
      if (restartInterval > 0 && i > 0 && i % restartInterval == 0) {
        bits.restart();
        predictor = 0;
      }
      java.util.Arrays.fill(block, 0);
      predictor += bits.signed(dcTable.next(bits));
      block[0] = (double) predictor * table[0];
      readAc(bits, acTable, table, block);
      place(block, values, i / across * 8, i % across * 8);
    }
    return values;
  }

  private static void readAc(JpegBits bits, HuffmanTable acTable, int[] table, double[] block)
      throws PixelDecodeException {
    for (int k = 1; k < BLOCK; k++) {
      int symbol = acTable.next(bits);
      int size = symbol & 15;
      int run = symbol >> 4 & 15;
      if (size == 0 && run != 15) {
        return;
      }
      k += run;
      if (k >= BLOCK) {
        throw new PixelDecodeException("the JPEG stream is damaged");
      }
      if (size > 0) {
        block[ZIGZAG[k]] = (double) bits.signed(size) * table[k];
      }
    }
  }

  private void place(double[] coefficients, int[] values, int row, int column) {
    double[] halfway = new double[BLOCK];
    for (int v = 0; v < 8; v++) {
      for (int x = 0; x < 8; x++) {
        double sum = 0;
        for (int u = 0; u < 8; u++) {
          sum += coefficients[v * 8 + u] * BASIS[u][x];
        }
        halfway[v * 8 + x] = sum;
      }
    }
    int middle = 1 << precision - 1;
    for (int y = 0; y < 8 && row + y < rows; y++) {
      for (int x = 0; x < 8 && column + x < columns; x++) {
        double sum = middle;
        for (int v = 0; v < 8; v++) {
          sum += halfway[v * 8 + x] * BASIS[v][y];
        }
        long rounded = Math.max(0, Math.min((1 << precision) - 1, Math.round(sum)));
        values[(row + y) * columns + column + x] = (int) rounded;
      }
    }
  }

  /** BASIS[u][x] = C(u) / 2 cos((2x + 1) u pi / 16), T.81 A.3.3. */
  private static double[][] basis() {
    double[][] basis = new double[8][8];
    for (int u = 0; u < 8; u++) {
      for (int x = 0; x < 8; x++) {
        basis[u][x] = (u == 0 ? Math.sqrt(0.5) : 1) / 2 * Math.cos((2 * x + 1) * u * Math.PI / 16);
      }
    }
    return basis;
  }

  /** Walks the diagonals, up-right on even ones and down-left on odd ones. */
  private static int[] zigzag() {
    int[] order = new int[BLOCK];
    int k = 0;
    for (int diagonal = 0; diagonal < 15; diagonal++) {
      for (int i = 0; i <= diagonal; i++) {
        int row = diagonal % 2 == 0 ? diagonal - i : i;
        int column = diagonal - row;
        if (row < 8 && column < 8) {
          order[k++] = row * 8 + column;
        }
      }
    }
    return order;
  }
}

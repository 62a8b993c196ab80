package org.contourflow.train;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;

/** Draws curve.png from loss.csv and dice.csv: training loss above, validation Dice below. */
final class LearningCurve {
  private static final int WIDTH = 1000;
  private static final int PANEL = 330;
  private static final int MARGIN = 50;
  private static final Color[] COLOURS = {
    Color.BLACK,
    new Color(0x1f77b4),
    new Color(0xd4a017),
    new Color(0x2ca02c),
    new Color(0xd62728),
    new Color(0x9467bd),
    new Color(0x8c564b),
    new Color(0x17a2b8)
  };

  private LearningCurve() {}

  static void draw(Path folder) throws IOException {
    List<double[]> loss = rows(folder.resolve("loss.csv"));
    List<double[]> dice = rows(folder.resolve("dice.csv"));
    if (loss.isEmpty() || dice.isEmpty()) {
      return;
    }
    BufferedImage image = new BufferedImage(WIDTH, 2 * PANEL + MARGIN, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setColor(Color.WHITE);
    g.fillRect(0, 0, image.getWidth(), image.getHeight());
    g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    double last = loss.get(loss.size() - 1)[0];
    double largest = loss.stream().mapToDouble(r -> r[1]).max().orElse(1);
    axes(g, 0, "training loss (mean of 20 steps)", largest, last);
    line(g, 0, loss, 1, largest, last, Color.DARK_GRAY);
    axes(g, PANEL, "validation Dice", 1, last);
    List<String> names = names(folder.resolve("dice.csv"));
    for (int k = 0; k < names.size(); k++) {
      line(g, PANEL, dice, k + 1, 1, last, colour(k));
      double value = dice.get(dice.size() - 1)[k + 1];
      g.drawString(
          String.format(Locale.ROOT, "%s %.3f", names.get(k), value),
          WIDTH - 150,
          PANEL + MARGIN + 15 + 16 * k);
    }
    g.dispose();
    ImageIO.write(image, "png", folder.resolve("curve.png").toFile());
  }

  /** "mean" and the structures. */
  private static List<String> names(Path csv) throws IOException {
    String[] head = Files.readAllLines(csv).get(0).split(",");
    return List.of(head).subList(1, head.length);
  }

  private static Color colour(int k) {
    return k < COLOURS.length ? COLOURS[k] : Color.getHSBColor(k * 0.381966f, 0.8f, 0.7f);
  }

  private static List<double[]> rows(Path csv) throws IOException {
    List<double[]> rows = new ArrayList<>();
    for (String line : Files.readAllLines(csv)) {
      if (Character.isDigit(line.charAt(0))) {
        rows.add(
            java.util.Arrays.stream(line.split(",")).mapToDouble(Double::parseDouble).toArray());
      }
    }
    return rows;
  }

  private static void axes(Graphics2D g, int top, String title, double largest, double last) {
    g.setStroke(new BasicStroke(1));
    for (int i = 0; i <= 10; i++) {
      int y = y(top, largest * i / 10, largest);
      g.setColor(new Color(0xdddddd));
      g.drawLine(MARGIN, y, WIDTH - 160, y);
      g.setColor(Color.BLACK);
      g.drawString(String.format(Locale.ROOT, "%.2f", largest * i / 10), 8, y + 4);
    }
    g.drawString(title + ", to step " + (long) last, MARGIN, top + MARGIN - 8);
  }

  private static int y(int top, double value, double largest) {
    return (int) Math.round(top + PANEL - (PANEL - MARGIN) * value / largest);
  }

  private static void line(
      Graphics2D g,
      int top,
      List<double[]> rows,
      int column,
      double largest,
      double last,
      Color c) {
    g.setColor(c);
    g.setStroke(new BasicStroke(column == 1 ? 2.5f : 1.5f));
    int previousX = -1;
    int previousY = -1;
    for (double[] row : rows) {
      if (Double.isNaN(row[column])) {
        continue;
      }
      int x = (int) (MARGIN + (WIDTH - 160 - MARGIN) * row[0] / last);
      int y = y(top, row[column], largest);
      if (previousX >= 0) {
        g.drawLine(previousX, previousY, x, y);
      }
      previousX = x;
      previousY = y;
    }
  }
}

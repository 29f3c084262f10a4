package dev.foresight.model;

import java.util.ArrayList;
import java.util.List;

/** A small reverse-mode differentiator over matrices of doubles, plain loops throughout. */
final class Tape {
  /** Values and gradient of a matrix, rows first. */
  static final class Matrix {
    final int rows;
    final int columns;
    final double[] values;
    final double[] gradient;

    Matrix(int rows, int columns) {
      this.rows = rows;
      this.columns = columns;
      values = new double[rows * columns];
      gradient = new double[rows * columns];
    }

    static Matrix of(int rows, int columns, float[] values) {
      Matrix matrix = new Matrix(rows, columns);
      for (int i = 0; i < values.length; i++) {
        matrix.values[i] = values[i];
      }
      return matrix;
    }

    double[] row(int r) {
      return java.util.Arrays.copyOfRange(values, r * columns, (r + 1) * columns);
    }
  }

  private final List<Runnable> backward = new ArrayList<>();

  /** Runs all operations' derivatives, the last first. */
  void backward() {
    for (int i = backward.size() - 1; i >= 0; i--) {
      backward.get(i).run();
    }
  }

  /** x [T, I] times the transpose of w [O, I]. */
  Matrix product(Matrix x, Matrix w) {
    Matrix y = new Matrix(x.rows, w.rows);
    for (int t = 0; t < x.rows; t++) {
      for (int o = 0; o < w.rows; o++) {
        double sum = 0;
        for (int i = 0; i < x.columns; i++) {
          sum += x.values[t * x.columns + i] * w.values[o * x.columns + i];
        }
        y.values[t * w.rows + o] = sum;
      }
    }
    backward.add(
        () -> {
          for (int t = 0; t < x.rows; t++) {
            for (int o = 0; o < w.rows; o++) {
              double g = y.gradient[t * w.rows + o];
              for (int i = 0; i < x.columns; i++) {
                x.gradient[t * x.columns + i] += g * w.values[o * x.columns + i];
                w.gradient[o * x.columns + i] += g * x.values[t * x.columns + i];
              }
            }
          }
        });
    return y;
  }

  Matrix add(Matrix a, Matrix b) {
    Matrix y = new Matrix(a.rows, a.columns);
    for (int i = 0; i < y.values.length; i++) {
      y.values[i] = a.values[i] + b.values[i];
    }
    backward.add(
        () -> {
          for (int i = 0; i < y.values.length; i++) {
            a.gradient[i] += y.gradient[i];
            b.gradient[i] += y.gradient[i];
          }
        });
    return y;
  }

  /** silu(a) * b, element by element. */
  Matrix gated(Matrix a, Matrix b) {
    Matrix y = new Matrix(a.rows, a.columns);
    for (int i = 0; i < y.values.length; i++) {
      y.values[i] = a.values[i] / (1 + Math.exp(-a.values[i])) * b.values[i];
    }
    backward.add(
        () -> {
          for (int i = 0; i < y.values.length; i++) {
            double s = 1 / (1 + Math.exp(-a.values[i]));
            a.gradient[i] += y.gradient[i] * b.values[i] * s * (1 + a.values[i] * (1 - s));
            b.gradient[i] += y.gradient[i] * a.values[i] * s;
          }
        });
    return y;
  }

  /** Rows of the table [V, D]. */
  Matrix embedding(Matrix table, int[] ids) {
    Matrix y = new Matrix(ids.length, table.columns);
    for (int t = 0; t < ids.length; t++) {
      System.arraycopy(
          table.values, ids[t] * table.columns, y.values, t * table.columns, table.columns);
    }
    backward.add(
        () -> {
          for (int t = 0; t < ids.length; t++) {
            for (int d = 0; d < table.columns; d++) {
              table.gradient[ids[t] * table.columns + d] += y.gradient[t * table.columns + d];
            }
          }
        });
    return y;
  }

  /** Each row over its root mean square, times w [1, D]. */
  Matrix norm(Matrix x, Matrix w, double epsilon) {
    int d = x.columns;
    Matrix y = new Matrix(x.rows, d);
    double[] scale = new double[x.rows];
    for (int t = 0; t < x.rows; t++) {
      double squares = 0;
      for (int i = 0; i < d; i++) {
        squares += x.values[t * d + i] * x.values[t * d + i];
      }
      scale[t] = 1 / Math.sqrt(squares / d + epsilon);
      for (int i = 0; i < d; i++) {
        y.values[t * d + i] = x.values[t * d + i] * scale[t] * w.values[i];
      }
    }
    backward.add(
        () -> {
          for (int t = 0; t < x.rows; t++) {
            double dot = 0;
            for (int i = 0; i < d; i++) {
              double g = y.gradient[t * d + i];
              w.gradient[i] += g * x.values[t * d + i] * scale[t];
              dot += g * w.values[i] * x.values[t * d + i];
            }
            for (int i = 0; i < d; i++) {
              x.gradient[t * d + i] +=
                  scale[t] * w.values[i] * y.gradient[t * d + i]
                      - x.values[t * d + i] * dot * scale[t] * scale[t] * scale[t] / d;
            }
          }
        });
    return y;
  }

  /** Turns the pairs (i, i + E/2) of each head's E columns by position * frequencies[i]. */
  Matrix rotate(Matrix x, double[] frequencies) {
    Matrix y = new Matrix(x.rows, x.columns);
    turn(x.values, y.values, x.rows, x.columns, frequencies, 1);
    backward.add(() -> turn(y.gradient, x.gradient, x.rows, x.columns, frequencies, -1));
    return y;
  }

  private static void turn(
      double[] from, double[] to, int rows, int columns, double[] frequencies, int sign) {
    int half = frequencies.length;
    for (int t = 0; t < rows; t++) {
      for (int start = 0; start < columns; start += 2 * half) {
        for (int i = 0; i < half; i++) {
          double angle = sign * t * frequencies[i];
          int a = t * columns + start + i;
          int b = a + half;
          to[a] += from[a] * Math.cos(angle) - from[b] * Math.sin(angle);
          to[b] += from[b] * Math.cos(angle) + from[a] * Math.sin(angle);
        }
      }
    }
  }

  /** Causal attention, head by head; query head h attends with the keys of head h * K / H. */
  Matrix attention(Matrix q, Matrix k, Matrix v, int heads) {
    int size = q.columns / heads;
    int sharing = q.columns / k.columns;
    int length = q.rows;
    double scale = 1 / Math.sqrt(size);
    Matrix y = new Matrix(length, q.columns);
    double[][][] p = new double[heads][length][];
    for (int h = 0; h < heads; h++) {
      for (int t = 0; t < length; t++) {
        p[h][t] = new double[t + 1];
        int own = t * q.columns + h * size;
        for (int s = 0; s <= t; s++) {
          int other = s * k.columns + h / sharing * size;
          for (int i = 0; i < size; i++) {
            p[h][t][s] += q.values[own + i] * k.values[other + i] * scale;
          }
        }
        softmax(p[h][t]);
        for (int s = 0; s <= t; s++) {
          int other = s * k.columns + h / sharing * size;
          for (int i = 0; i < size; i++) {
            y.values[own + i] += p[h][t][s] * v.values[other + i];
          }
        }
      }
    }
    backward.add(
        () -> {
          for (int h = 0; h < heads; h++) {
            for (int t = 0; t < length; t++) {
              double[] g = new double[t + 1];
              double mean = 0;
              int own = t * q.columns + h * size;
              for (int s = 0; s <= t; s++) {
                int other = s * k.columns + h / sharing * size;
                for (int i = 0; i < size; i++) {
                  g[s] += y.gradient[own + i] * v.values[other + i];
                  v.gradient[other + i] += p[h][t][s] * y.gradient[own + i];
                }
                mean += p[h][t][s] * g[s];
              }
              for (int s = 0; s <= t; s++) {
                int other = s * k.columns + h / sharing * size;
                double score = p[h][t][s] * (g[s] - mean) * scale;
                for (int i = 0; i < size; i++) {
                  q.gradient[own + i] += score * k.values[other + i];
                  k.gradient[other + i] += score * q.values[own + i];
                }
              }
            }
          }
        });
    return y;
  }

  /** The sum over rows of the cross-entropy with the targets, times weight. */
  double crossEntropy(Matrix logits, int[] targets, double weight) {
    int v = logits.columns;
    double loss = 0;
    double[][] p = new double[logits.rows][];
    for (int t = 0; t < logits.rows; t++) {
      p[t] = logits.row(t);
      softmax(p[t]);
      loss -= weight * Math.log(p[t][targets[t]]);
    }
    backward.add(
        () -> {
          for (int t = 0; t < logits.rows; t++) {
            for (int i = 0; i < v; i++) {
              logits.gradient[t * v + i] += weight * (p[t][i] - (i == targets[t] ? 1 : 0));
            }
          }
        });
    return loss;
  }

  private static void softmax(double[] x) {
    double top = Double.NEGATIVE_INFINITY;
    for (double value : x) {
      top = Math.max(top, value);
    }
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      x[i] = Math.exp(x[i] - top);
      sum += x[i];
    }
    for (int i = 0; i < x.length; i++) {
      x[i] /= sum;
    }
  }
}

package io.reco.server.console.chart;

import java.util.ArrayList;
import java.util.List;

/**
 * An amount over time.
 *
 * @param name what it is of
 * @param kind its number among all kinds there are, for its colour
 * @param points from the oldest to the newest
 */
public record Series(String name, int kind, List<Point> points) {

    public Series {
        points = List.copyOf(points);
    }

    /**
     * An amount of one interval.
     *
     * @param value {@link Double#NaN} where nothing is known
     * @param low where the amount may lie at the least; as {@code value} where it is exact
     * @param high and at the most
     */
    public record Point(double value, double low, double high) {

        public static final Point NONE = exact(Double.NaN);

        public static Point exact(double value) {
            return new Point(value, value, value);
        }

        boolean isKnown() {
            return !Double.isNaN(value);
        }

        boolean isExact() {
            return low == high;
        }
    }

    /** The greatest amount that anything of it says; 0 when nothing does. */
    double most() {
        return points.stream()
                .filter(Point::isKnown)
                .mapToDouble(Point::high)
                .max()
                .orElse(0);
    }

    /** A step for each known interval, as an SVG path; {@code most} is at the top of it. */
    String line(double most) {
        StringBuilder path = new StringBuilder();
        for (int at = 0; at < points.size(); at++) {
            Point point = points.get(at);
            if (point.isKnown()) {
                boolean goesOn = at > 0 && points.get(at - 1).isKnown();
                path.append(goesOn ? "V" : "M" + x(at) + " ").append(y(point.value, most));
                path.append("H").append(x(at + 1));
            }
        }
        return path.toString();
    }

    /** Where the amounts may lie, a box for each interval that is not exact, as an SVG path. */
    String band(double most) {
        List<String> boxes = new ArrayList<>();
        for (int at = 0; at < points.size(); at++) {
            Point point = points.get(at);
            if (point.isKnown() && !point.isExact()) {
                boxes.add("M" + x(at) + " " + y(point.high, most) + "H" + x(at + 1) + "V" + y(point.low, most) + "H"
                        + x(at) + "Z");
            }
        }
        return String.join("", boxes);
    }

    private int x(int at) {
        return at * Chart.WIDTH / points.size();
    }

    private static long y(double value, double most) {
        return Math.round((1 - value / most) * Chart.HEIGHT);
    }
}

package dev.registrykit.benchmarks;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What was measured for one case.
 *
 * @param name the case
 * @param ours our operations per second
 * @param peer the peer's operations per second
 * @param bar the least ratio of the two that is good enough
 */
record Ratio(String name, double ours, double peer, double bar) {
    /** How many operations of ours take the time of one of the peer's. */
    double value() {
        return ours / peer;
    }

    /** Whether the bar is reached; a ratio that is no number reaches none. */
    boolean reachesBar() {
        return value() >= bar;
    }

    /** The line {@code ratio NAME OURS PEER RATIO BAR}. */
    String line() {
        return String.format(Locale.ROOT, "ratio %s %.0f %.0f %.2f %.2f", name, ours, peer, value(), bar);
    }

    Map<String, Object> json() {
        var members = new LinkedHashMap<String, Object>();
        members.put("name", name);
        members.put("ours", ours);
        members.put("peer", peer);
        members.put("ratio", value());
        members.put("bar", bar);
        members.put("reached", reachesBar());
        return members;
    }
}

package io.reco.server.tool.call;

import io.reco.server.tool.console.Console;
import io.reco.server.tool.json.Json;

/**
 * Where a command puts what it was asked for.
 *
 * @param json whether as JSON, one object a line
 */
public record Output(Console console, boolean json) {

    public void print(Json object) {
        console.say(object.toString());
    }

    /**
     * A table; one without rows is told on the other stream instead.
     *
     * @param what would be its rows, such as {@code articles}
     */
    public void print(Table table, String what) {
        if (table.isEmpty()) {
            none(what);
        } else {
            table.lines().forEach(console::say);
        }
    }

    /** Says that a list is empty, so that nobody takes it for a failure; what reads the list reads nothing. */
    public void none(String what) {
        complain("no " + what);
    }

    public void say(String line) {
        console.say(line);
    }

    /** On the other stream, so that what was asked for stays by itself. */
    public void complain(String line) {
        console.complain("reco: " + line);
    }
}

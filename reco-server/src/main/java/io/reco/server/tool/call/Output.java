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

    public void print(Table table) {
        table.lines().forEach(console::say);
    }

    public void say(String line) {
        console.say(line);
    }

    /** On the other stream, so that what was asked for stays by itself. */
    public void complain(String line) {
        console.complain("reco: " + line);
    }
}

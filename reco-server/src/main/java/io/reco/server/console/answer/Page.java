package io.reco.server.console.answer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.reco.server.console.table.Table;

/**
 * What a screen shows.
 *
 * @param title of the page
 * @param template which template makes its content
 * @param model what that is made of, by name
 * @param tables those that can be had as CSV
 */
public record Page(String title, String template, Map<String, Object> model, List<Table> tables) {

    public Page {
        model = Map.copyOf(model);
        tables = List.copyOf(tables);
    }

    /** A page of no tables yet. */
    public static Page of(String title, String template, Map<String, Object> model) {
        return new Page(title, template, model, List.of());
    }

    /** The same with something that the template knows under this name. */
    public Page with(String name, Object value) {
        Map<String, Object> more = new HashMap<>(model);
        more.put(name, value);
        return new Page(title, template, more, tables);
    }

    /** The same with a table, which the template knows under its name. */
    public Page with(Table table) {
        List<Table> all = new ArrayList<>(tables);
        all.add(table);
        return new Page(title, template, model, all).with(table.name(), table);
    }
}

package io.reco.server.console.answer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;

import io.reco.server.console.table.Cell;

/** Makes pages of templates, which the build made into classes. */
public final class Templates {

    private static final String PACKAGE = "io.reco.server.console.template";

    private final TemplateEngine engine =
            TemplateEngine.createPrecompiled(null, ContentType.Html, Templates.class.getClassLoader(), PACKAGE);

    /** A page in its frame, as HTML. */
    public String html(Page page, Frame frame) {
        Map<String, Object> model = new HashMap<>(page.model());
        model.put("frame", frame);
        return rendered(page.template(), model);
    }

    /** Rows of a table, as HTML. */
    public String rows(List<List<Cell>> rows) {
        return rendered("rows.jte", Map.of("rows", rows));
    }

    /** A refusal, as HTML. */
    public String refused(String sentence) {
        return rendered("refused.jte", Map.of("sentence", sentence));
    }

    private String rendered(String template, Map<String, Object> model) {
        StringOutput text = new StringOutput();
        engine.render(template, model, text);
        return text.toString();
    }
}

package io.reco.server.console.answer;

import java.util.HashMap;
import java.util.Map;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;

/** Makes pages of templates, which the build made into classes. */
public final class Templates {

    private static final String PACKAGE = "io.reco.server.console.template";

    private final TemplateEngine engine =
            TemplateEngine.createPrecompiled(null, ContentType.Html, Templates.class.getClassLoader(), PACKAGE);

    /** A page in its frame, as HTML. */
    public String html(Page page, Frame frame) {
        Map<String, Object> model = new HashMap<>(page.model());
        model.put("frame", frame);
        StringOutput text = new StringOutput();
        engine.render(page.template(), model, text);
        return text.toString();
    }
}

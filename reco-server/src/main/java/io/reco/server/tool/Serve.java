package io.reco.server.tool;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

import io.reco.server.RecoServer;
import io.reco.server.ServerConfig;
import io.reco.server.Settings;
import io.reco.server.config.ServiceLinks;
import io.reco.server.config.Setting;
import io.reco.server.config.Setting.Section;
import io.reco.server.config.SettingValue;
import io.reco.server.domain.refusal.Refusal;

/** Runs a server until the process is told to end. Its options are the server's settings. */
@Command(
        name = "serve",
        description = {
            "Runs a server until it gets SIGTERM or SIGINT.",
            "Every option is also a variable and a key of the file that --config names: --http-port is RECO_HTTP_PORT and"
                    + " network.http-port. The option wins, then the variable."
        },
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class Serve implements Callable<Integer> {

    private static final Logger log = LoggerFactory.getLogger(Serve.class);

    private final Map<String, String> environment;
    private CommandSpec command = CommandSpec.create();

    private Serve(Map<String, String> environment) {
        this.environment = environment;
    }

    /** The command, with an option for every setting. */
    static CommandSpec command(Map<String, String> environment) {
        Serve serve = new Serve(environment);
        CommandSpec spec = CommandSpec.forAnnotatedObject(serve);
        for (Section section : Section.values()) {
            ArgGroupSpec.Builder group = ArgGroupSpec.builder()
                    .heading("%n" + section.title() + ":%n")
                    .validate(false);
            Settings.ALL.stream()
                    .filter(setting -> setting.section() == section)
                    .forEach(setting -> group.addArg(option(setting)));
            spec.addArgGroup(group.build());
        }
        // So that what is unknown hides nothing else that is wrong: call() tells all of it.
        spec.parser().unmatchedArgumentsAllowed(true);
        serve.command = spec;
        return spec;
    }

    private static OptionSpec option(Setting<?> setting) {
        boolean isSwitch = setting.form().isSwitch();
        String fallback = setting.fallback().isEmpty() ? "" : " (" + setting.fallback() + ")";
        OptionSpec.Builder option = OptionSpec.builder(setting.flag())
                .type(String.class)
                .paramLabel(setting.form().placeholder())
                .arity(isSwitch ? "0..1" : "1")
                .description(setting.help() + fallback);
        return isSwitch ? option.fallbackValue("true").build() : option.build();
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<String> links = ServiceLinks.among(environment);
        if (!links.isEmpty()) {
            log.info("left alone, as a link to a service named reco sets them variables={}", links);
        }
        ServerConfig config = config();
        List<String> unknown = command.commandLine().getUnmatchedArguments();
        if (!unknown.isEmpty()) {
            throw new UnmatchedArgumentException(command.commandLine(), unknown);
        }
        tell(config);
        // From here on nothing but a whole server is of use to anybody.
        MemoryWatch.install(RecoServer::networkMemoryUsed);
        RecoServer server = RecoServer.start(config);
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "reco-stop"));
        announce(server, config);
        new CountDownLatch(1).await(); // for ever: the process ends through the hook
        return 0;
    }

    /** What was set, a line each; then what was not. */
    private static void tell(ServerConfig config) {
        config.settings().stream().filter(value -> !value.isDefault()).forEach(value -> log.info("setting {}", value));
        log.info(
                "defaults {}",
                config.settings().stream()
                        .filter(SettingValue::isDefault)
                        .map(value -> value.setting() + "=" + value.text())
                        .collect(Collectors.joining(" ")));
    }

    private ServerConfig config() {
        Map<Setting<?>, String> flags = new HashMap<>();
        for (Setting<?> setting : Settings.ALL) {
            String given = command.commandLine().getParseResult().matchedOptionValue(setting.flag(), null);
            if (given != null) {
                flags.put(setting, given);
            }
        }
        try {
            return ServerConfig.read(flags, environment);
        } catch (Refusal e) {
            String lines = String.join(
                    "\nreco: ",
                    e.violations().stream().map(Refusal.Violation::description).toList());
            throw new ParameterException(command.commandLine(), lines, e);
        }
    }

    /** Says where, for whoever let it choose its ports. */
    private void announce(RecoServer server, ServerConfig config) {
        String host = config.network().host().contains(":")
                ? "[" + config.network().host() + "]"
                : config.network().host();
        PrintWriter out = command.commandLine().getOut();
        out.println("gRPC on " + host + ":" + server.port());
        String scheme = config.security().tls().isPresent() ? "https" : "http";
        server.httpPort().ifPresent(port -> out.println("HTTP on " + scheme + "://" + host + ":" + port));
        out.flush();
    }
}

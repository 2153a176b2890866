package io.reco.it;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.logging.Level;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A Chromium that knows no name but 127.0.0.1, as if the network were off, and tells what it asked for and what went wrong. */
final class Browser implements AutoCloseable {

    private static final Dimension WINDOW = new Dimension(1_440, 1_000);
    private static final List<String> BROWSERS = List.of("chromium", "google-chrome", "chromium-browser");

    private final ChromeDriver driver;
    private final String root;

    private Browser(ChromeDriver driver, URI server) {
        this.driver = driver;
        root = server + "/";
    }

    /** Whether there is one on this machine. */
    static boolean isThere() {
        return program("chromedriver").isPresent() && browser().isPresent();
    }

    private static Optional<File> browser() {
        return BROWSERS.stream().flatMap(name -> program(name).stream()).findFirst();
    }

    private static Optional<File> program(String name) {
        String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
        return Arrays.stream(path.split(File.pathSeparator, -1))
                .map(folder -> new File(folder, name))
                .filter(File::canExecute)
                .findFirst();
    }

    /** Looks at this server. */
    static Browser of(URI server) {
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(browser().orElseThrow());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--hide-scrollbars",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1");
        options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(program("chromedriver").orElseThrow())
                .build();
        ChromeDriver driver = new ChromeDriver(service, options);
        driver.manage().window().setSize(WINDOW);
        return new Browser(driver, server);
    }

    /** Goes to a page. */
    void open(String address) {
        driver.get(root + address);
    }

    /** Where it is, without the server. */
    String address() {
        return Objects.requireNonNull(driver.getCurrentUrl()).replace(root, "");
    }

    /** The words of an element that is there; a part that is folded away has none. */
    String words(String css) {
        return find(css).getText();
    }

    WebElement find(String css) {
        return driver.findElement(By.cssSelector(css));
    }

    List<WebElement> all(String css) {
        return driver.findElements(By.cssSelector(css));
    }

    /** Presses keys where the focus is. */
    void press(CharSequence... keys) {
        driver.switchTo().activeElement().sendKeys(keys);
    }

    /** What a script of the page's own would get. */
    Object run(String script, Object... arguments) {
        return Objects.requireNonNullElse(driver.executeScript(script, arguments), "");
    }

    /** Is a browser that was never here. */
    void forgetCookies() {
        driver.manage().deleteAllCookies();
    }

    /** Asks of pages that they be dark, or light. */
    void prefer(String scheme) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /** How wide the window is; as high as before. */
    void width(int pixels) {
        driver.manage().window().setSize(new Dimension(pixels, WINDOW.getHeight()));
    }

    /** Keeps the page as a picture, {@code target/screenshots/NAME.png}. */
    void picture(String name) {
        Path folder = Path.of(System.getProperty("reco.it.screenshots", "target/screenshots"));
        try {
            Files.createDirectories(folder);
            Files.write(folder.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the browser complained about since this was asked last, scripts and the policy for content included. */
    List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(LogEntry::getMessage)
                .toList();
    }

    /** What was asked of anybody but the server since this was asked last. */
    List<String> requestsElsewhere() {
        List<String> elsewhere = new ArrayList<>();
        for (LogEntry entry : driver.manage().logs().get(LogType.PERFORMANCE)) {
            JsonObject message =
                    JsonParser.parseString(entry.getMessage()).getAsJsonObject().getAsJsonObject("message");
            if (message.get("method").getAsString().equals("Network.requestWillBeSent")) {
                String url = message.getAsJsonObject("params")
                        .getAsJsonObject("request")
                        .get("url")
                        .getAsString();
                if (!url.startsWith(root) && !url.startsWith("data:") && !url.startsWith("chrome")) {
                    elsewhere.add(url);
                }
            }
        }
        return elsewhere;
    }

    @Override
    public void close() {
        driver.quit();
    }
}

package io.reco.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;

/** How long the body of a method is, with its braces, as the compiler reads it. */
record MethodLines(String where, long lines) {

    /** All methods and constructors of some files that have a body. */
    static Stream<MethodLines> of(List<Path> files) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager sources = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, sources, null, List.of("-proc:none"), null, sources.getJavaFileObjectsFromPaths(files));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            List<MethodLines> found = new ArrayList<>();
            for (CompilationUnitTree unit : task.parse()) {
                new Measuring(unit, positions, found).scan(unit, null);
            }
            return found.stream();
        }
    }

    /** Notes each method of one file. */
    private static final class Measuring extends TreeScanner<Void, Void> {
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final List<MethodLines> found;

        Measuring(CompilationUnitTree unit, SourcePositions positions, List<MethodLines> found) {
            this.unit = unit;
            this.positions = positions;
            this.found = found;
        }

        @Override
        public Void visitMethod(MethodTree method, Void unused) {
            if (method.getBody() != null) {
                long first = line(positions.getStartPosition(unit, method.getBody()));
                long last = line(positions.getEndPosition(unit, method));
                found.add(new MethodLines(unit.getSourceFile().getName() + ":" + first, last - first + 1));
            }
            return super.visitMethod(method, null);
        }

        private long line(long position) {
            return unit.getLineMap().getLineNumber(position);
        }
    }
}

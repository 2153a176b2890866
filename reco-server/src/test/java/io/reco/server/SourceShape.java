package io.reco.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;

/**
 * The shape of some sources, as the compiler reads them.
 *
 * @param bodies every method and constructor that has a body
 * @param lateFields fields that stand behind a method of their class, as {@code file:line}
 */
record SourceShape(List<Body> bodies, List<String> lateFields) {

    /**
     * The body of a method.
     *
     * @param where as {@code file:line}
     * @param lines with its braces
     */
    record Body(String where, long lines) {}

    static SourceShape of(List<Path> files) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        SourceShape shape = new SourceShape(new ArrayList<>(), new ArrayList<>());
        try (StandardJavaFileManager sources = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, sources, null, List.of("-proc:none"), null, sources.getJavaFileObjectsFromPaths(files));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                new Reading(unit, positions, shape).scan(unit, null);
            }
        }
        return shape;
    }

    /** Reads one file. */
    private static final class Reading extends TreeScanner<Void, Void> {
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final SourceShape shape;

        Reading(CompilationUnitTree unit, SourcePositions positions, SourceShape shape) {
            this.unit = unit;
            this.positions = positions;
            this.shape = shape;
        }

        @Override
        public Void visitClass(ClassTree type, Void unused) {
            boolean methods = false;
            for (Tree member : type.getMembers()) {
                // A record's fields, and a constructor that nobody wrote, are nowhere in the file.
                boolean written = positions.getEndPosition(unit, member) >= 0;
                methods |= written && member instanceof MethodTree;
                if (written && methods && member instanceof VariableTree) {
                    shape.lateFields.add(where(positions.getStartPosition(unit, member)));
                }
            }
            return super.visitClass(type, null);
        }

        @Override
        public Void visitMethod(MethodTree method, Void unused) {
            if (method.getBody() != null) {
                long first = positions.getStartPosition(unit, method.getBody());
                long last = positions.getEndPosition(unit, method.getBody());
                shape.bodies.add(new Body(where(first), line(last) - line(first) + 1));
            }
            return super.visitMethod(method, null);
        }

        private String where(long position) {
            return unit.getSourceFile().getName() + ":" + line(position);
        }

        private long line(long position) {
            return unit.getLineMap().getLineNumber(position);
        }
    }
}

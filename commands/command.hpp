// The commands of the program: each takes its part of the command line and returns the exit code of DESIGN's
// contract.
#pragma once
#include <CLI/CLI.hpp>
#include <functional>
#include <span>
#include <string_view>

namespace heloscope::commands {

/// Exit codes that scripts rely on.
inline constexpr int done = 0, findings_reached = 1, wrong_usage = 2, unreadable_input = 3;

/// One command. `add` declares options and examples on its subcommand and returns what runs when it is chosen.
struct Row {
  std::string_view name;
  std::string_view description;
  std::function<int()> (*add)(CLI::App& command);
};

/// Reads the command line and runs the command it names; a first word that names none is an input for `analyze`.
int run(std::span<const Row> table, int argc, char** argv);

/// One line on standard error: "heloscope: FILE: what is wrong". What comes from outside is made visible.
void complain(std::string_view what, std::string_view file = {});

std::function<int()> analyze(CLI::App& command);
std::function<int()> serve(CLI::App& command);

}  // namespace heloscope::commands

#include <fmt/format.h>

#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/report/escape.hpp"
#include "commands/command.hpp"
#include "commands/version.hpp"

namespace heloscope::commands {

void complain(std::string_view what, std::string_view file) {
  const std::string line = file.empty() ? fmt::format("heloscope: {}\n", report::visible(what))
                                        : fmt::format("heloscope: {}: {}\n", report::visible(file), report::visible(what));
  std::fputs(line.c_str(), stderr);
}

int run(std::span<const Row> table, int argc, char** argv) {
  CLI::App app("Reads what mail clients and servers said to each other: POP3 and SMTP, from captures and transcripts.",
               "heloscope");
  app.set_version_flag("--version", fmt::format("heloscope {}", version));
  app.require_subcommand(1);
  app.footer(
      "A first word that is no command is a file to analyze.\n\n"
      "Examples:\n"
      "  heloscope trouble.pcapng                     the timeline of every mail session in a capture\n"
      "  heloscope paste.txt                          the same for a telnet session saved as text\n"
      "  heloscope analyze -f ndjson a.pcap | jq .    for scripts\n"
      "  heloscope COMMAND --help                     options and examples of a command\n\n"
      "Exit codes: 0 done, 1 findings reached --fail-on, 2 wrong usage, 3 an input could not be read.");
  std::vector<std::pair<CLI::App*, std::function<int()>>> commands;
  for (const Row& row : table) {
    CLI::App* command = app.add_subcommand(std::string(row.name), std::string(row.description));
    commands.emplace_back(command, row.add(*command));
  }

  std::vector<std::string> words(argv + 1, argv + argc);
  if (words.empty()) {
    std::fputs(app.help().c_str(), stderr);
    return wrong_usage;
  }
  bool named = words[0] == "--help" || words[0] == "-h" || words[0] == "--version";
  for (const Row& row : table) named = named || words[0] == row.name;
  if (!named) words.insert(words.begin(), std::string(table.front().name));
  std::reverse(words.begin(), words.end());  // as CLI11 takes them
  try {
    app.parse(words);
  } catch (const CLI::Success& success) {  // --help and --version
    return app.exit(success);
  } catch (const CLI::ParseError& error) {
    complain(fmt::format("{} (heloscope {}--help tells the usage)", error.what(), named ? "" : "analyze "));
    return wrong_usage;
  }
  for (const auto& [command, action] : commands)
    if (command->parsed()) return action();
  return wrong_usage;
}

}  // namespace heloscope::commands

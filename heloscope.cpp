// The table of commands; what each does is in commands/.
#include <array>

#include "commands/command.hpp"

using namespace heloscope;

constexpr std::array table{
    commands::Row{"analyze", "annotated timeline of captures and transcripts", commands::analyze},
};

int main(int argc, char** argv) { return commands::run(table, argc, argv); }

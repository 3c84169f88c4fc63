// The table of commands; what each does is in commands/.
#include <array>

#include "commands/command.hpp"

using namespace heloscope;

constexpr std::array table{
    commands::Row{"analyze", "annotated timeline of captures and transcripts", commands::analyze},
    commands::Row{"serve", "an Exchange 2003 server on real ports, to practise with and test against",
                  commands::serve},
};

int main(int argc, char** argv) { return commands::run(table, argc, argv); }

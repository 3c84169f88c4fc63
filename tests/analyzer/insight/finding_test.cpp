#include "tests/analyzer/insight/script.hpp"

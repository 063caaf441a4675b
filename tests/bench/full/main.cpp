// The program behind tools/bench full and timing.
//   bench_full full|timing --binary TESSERA --data DIR [--json FILE] [--quick] [--seconds S]
//              [--only WORD] [--clients N] [--tokens N] [--bare PORT:TLS_PORT:PID --bare-ca FILE]
//              [--micro JSON]
//              [--openssl JSON]
//   bench_full console --binary TESSERA --data DIR [--json FILE] [--people N] [--seconds S]
#include <cstdlib>
#include <iostream>
#include <map>

#include <tessera/runtime/log.hpp>

#include "bench/full/bench.hpp"
#include "bench/full/console.hpp"

namespace tessera::bench {
namespace {

Options read_options(int argc, char** argv) {
  Options out{.verb = argc > 1 ? argv[1] : ""};
  std::map<std::string, std::string*> texts{{"--binary", &out.binary}, {"--data", &out.data},
                                            {"--bare", &out.bare},     {"--bare-ca", &out.bare_ca},
                                            {"--micro", &out.micro},   {"--openssl", &out.openssl},
                                            {"--json", &out.json},     {"--only", &out.only}};
  for (int i = 2; i < argc; ++i) {
    const std::string name = argv[i];
    if (name == "--quick") {
      out.quick = true;
    } else if (i + 1 < argc && texts.contains(name)) {
      *texts[name] = argv[++i];
    } else if (i + 1 < argc && name == "--clients") {
      out.clients = std::strtoul(argv[++i], nullptr, 10);
    } else if (i + 1 < argc && name == "--people") {
      out.people = std::strtoul(argv[++i], nullptr, 10);
    } else if (i + 1 < argc && name == "--tokens") {
      out.tokens = std::strtoul(argv[++i], nullptr, 10);
    } else if (i + 1 < argc && name == "--seconds") {
      out.seconds = std::strtod(argv[++i], nullptr);
    } else {
      throw std::runtime_error("unknown argument " + name);
    }
  }
  if (out.binary.empty() || out.data.empty())
    throw std::runtime_error("--binary and --data are needed");
  return out;
}

int run(int argc, char** argv) {
  const auto options = read_options(argc, argv);
  runtime::start_log({.level = runtime::Level::warn});
  if (options.verb == "console") {
    return measure_console({.binary = options.binary,
                            .data = options.data,
                            .json = options.json,
                            .people = options.people,
                            .seconds = options.seconds})
               ? 0
               : 1;
  }
  Bench bench(options);
  const bool good = options.verb == "timing" ? bench.timing() : bench.full();
  return good ? 0 : 1;
}

}  // namespace
}  // namespace tessera::bench

int main(int argc, char** argv) {
  try {
    return tessera::bench::run(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "bench: " << error.what() << "\n";
    return 1;
  }
}

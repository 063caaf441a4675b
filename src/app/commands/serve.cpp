#include "app/commands/serve.hpp"

#include <iostream>

#include <tessera/runtime/log.hpp>

#include "app/commands/config.hpp"
#include "app/exit_code.hpp"
#include "app/node/check_settings.hpp"
#include "app/node/node.hpp"
#include "app/node/signals.hpp"

namespace tessera::app {

int run_serve(const ConfigSource& source) {
  auto settings = load_or_complain(source);
  if (!settings) return kUsage;
  if (const auto problems = check_settings(*settings); !problems.empty()) {
    for (const auto& problem : problems) std::cerr << problem << "\n";
    return kUsage;
  }
  block_signals();
  try {
    runtime::start_log({.level = log_level(*settings), .file = settings->text("log.file")});
    Node node(std::move(*settings), {});
    node.start();
    wait_for_end([&] { node.reload_certificates(); });
    const bool fault = node.has_fault();
    if (fault) std::cerr << node.why() << "\n";
    node.retire();
    node.stop();
    return fault ? kUsage : kOk;
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return kFailed;
  }
}

}  // namespace tessera::app

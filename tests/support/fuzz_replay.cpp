// Runs a fuzz target over its kept inputs, so that every ctest repeats what fuzzing has found, with
// any build. Each small input is also cut at every length, which is what a broken connection sends.
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

constexpr std::size_t kCutBelow = 2048;

void run(const std::string& input, std::size_t size) {
  // A copy of its own, so that AddressSanitizer notices a read past the end.
  const std::string exact = input.substr(0, size);
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(exact.data()), exact.size());
}

void replay(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  const std::string input{std::istreambuf_iterator<char>(stream), {}};
  run(input, input.size());
  if (input.size() > kCutBelow) return;
  for (std::size_t size = 0; size < input.size(); ++size) run(input, size);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2 || !std::filesystem::is_directory(argv[1])) {
    std::fprintf(stderr, "usage: %s CORPUS_FOLDER\n", argv[0]);
    return 2;
  }
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(argv[1])) {
    if (!entry.is_regular_file()) continue;
    replay(entry.path());
    ++files;
  }
  std::printf("%d inputs replayed\n", files);
  return files > 0 ? 0 : 1;  // a target without a corpus tests nothing
}

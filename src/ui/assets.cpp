#include "assets.hpp"

#include <cstdint>
#include <stdexcept>

#include <tessera/base/bytes.hpp>

#include "ui_assets.hpp"

namespace tessera::ui {
namespace {

// FNV-1a: names a version of our own files, protects nothing.
std::string hash_of(std::span<const embedded::File> files) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const auto& file : files) {
    for (const char c : file.data) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  }
  Bytes bytes(sizeof hash);
  for (auto& byte : bytes) {
    byte = static_cast<std::uint8_t>(hash >> 56);
    hash <<= 8;
  }
  return to_hex(bytes);
}

constexpr std::string_view kCompressed = ".gz";

std::string_view compressed(std::span<const embedded::File> files, std::string_view name) {
  for (const auto& file : files) {
    if (file.path == std::string(name).append(kCompressed)) return file.data;
  }
  return {};
}

std::string type_of(std::string_view name) {
  if (name.ends_with(".css")) return "text/css; charset=utf-8";
  if (name.ends_with(".js")) return "text/javascript; charset=utf-8";
  if (name.ends_with(".svg")) return "image/svg+xml";
  if (name.ends_with(".html")) return "text/html; charset=utf-8";
  throw std::runtime_error("asset of unknown type: " + std::string(name));
}

}  // namespace

Assets::Assets() {
  const auto files = embedded::ui_assets();
  const auto hash = hash_of(files);
  base_ = "/assets/" + hash + "/";
  for (const auto& file : files) {
    if (file.path.ends_with(kCompressed)) continue;
    by_path_.emplace(base_ + std::string(file.path),
                     Renderer::Asset{file.data, compressed(files, file.path), type_of(file.path),
                                     "W/\"" + hash + '"'});
  }
}

const Renderer::Asset* Assets::find(std::string_view path) const {
  const auto found = by_path_.find(path);
  return found == by_path_.end() ? nullptr : &found->second;
}

std::string Assets::path_of(std::string_view name) const {
  return base_ + std::string(name);
}

}  // namespace tessera::ui

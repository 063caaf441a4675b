#include "store/redis/codec.hpp"

#include <hiredis/hiredis.h>

#include <new>
#include <stdexcept>

namespace tessera::store::redis {
namespace {

// hiredis builds replies through these; a nested one is a place in its parent's items, which were
// sized when the array began, so its address holds.
Reply* place(const redisReadTask* task) {
  if (task->parent == nullptr) return new Reply;
  auto* parent = static_cast<Reply*>(task->parent->obj);
  return &parent->items[static_cast<std::size_t>(task->idx)];
}

void* make_string(const redisReadTask* task, char* text, size_t size) {
  Reply* out = place(task);
  out->type = task->type == REDIS_REPLY_ERROR    ? Reply::Type::error
              : task->type == REDIS_REPLY_STATUS ? Reply::Type::status
                                                 : Reply::Type::text;
  out->text.assign(text, size);
  return out;
}

void* make_array(const redisReadTask* task, int elements) {
  Reply* out = place(task);
  out->type = Reply::Type::array;
  out->items.resize(static_cast<std::size_t>(elements));
  return out;
}

void* make_integer(const redisReadTask* task, long long value) {
  Reply* out = place(task);
  out->type = Reply::Type::integer;
  out->integer = value;
  return out;
}

void* make_nil(const redisReadTask* task) {
  Reply* out = place(task);
  out->type = Reply::Type::nil;
  return out;
}

void free_root(void* reply) {
  delete static_cast<Reply*>(reply);
}

redisReplyObjectFunctions functions{make_string, make_array, make_integer, make_nil, free_root};

}  // namespace

void append_command(std::string& out, std::span<const std::string> args) {
  std::vector<const char*> values;
  std::vector<std::size_t> sizes;
  values.reserve(args.size());
  sizes.reserve(args.size());
  for (const auto& arg : args) {
    values.push_back(arg.data());
    sizes.push_back(arg.size());
  }
  char* formatted = nullptr;
  const auto length = redisFormatCommandArgv(&formatted, static_cast<int>(args.size()),
                                             values.data(), sizes.data());
  if (length < 0) throw std::bad_alloc();
  out.append(formatted, static_cast<std::size_t>(length));
  redisFreeCommand(formatted);
}

Reader::Reader() : reader_(redisReaderCreateWithFunctions(&functions), redisReaderFree) {
  if (reader_ == nullptr) throw std::bad_alloc();
}

void Reader::feed(std::string_view bytes) {
  if (redisReaderFeed(reader_.get(), bytes.data(), bytes.size()) != REDIS_OK) {
    throw std::runtime_error("redis: unreadable reply");
  }
}

std::optional<Reply> Reader::next() {
  void* root = nullptr;
  if (redisReaderGetReply(reader_.get(), &root) != REDIS_OK) {
    throw std::runtime_error("redis: unreadable reply");
  }
  const std::unique_ptr<Reply> reply(static_cast<Reply*>(root));
  if (reply == nullptr) return std::nullopt;
  return std::move(*reply);
}

}  // namespace tessera::store::redis
